package org.wordsight.train;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sums equally long vectors in a fixed binary tree over their numbers: (0 + 1) + (2 + 3) and so on.
 * An aligned part of the tree has the same bits on every worker. The sum therefore does not depend
 * on how shards are spread. Vectors come in the order of their numbers. At most log2 of their
 * count, plus one, are held at a time.
 */
public final class TreeSum {
  private final int size;
  private final Deque<Node> pending = new ArrayDeque<>();
  private final Deque<float[]> free = new ArrayDeque<>();
  private int added;

  private record Node(float[] sum, int leaves) {}

  public TreeSum(int size) {
    this.size = size;
  }

  /** A vector of zeros, to fill and then to {@link #add}. */
  public float[] vector() {
    float[] vector = free.poll();
    if (vector == null) {
      return new float[size];
    }
    java.util.Arrays.fill(vector, 0);
    return vector;
  }

  /** Takes the next vector, and changes its content. */
  public void add(float[] vector) {
    Node node = new Node(vector, 1);
    added++;
    while (!pending.isEmpty() && pending.peek().leaves() == node.leaves()) {
      Node left = pending.pop();
      addInto(left.sum(), node.sum());
      free.push(node.sum());
      node = new Node(left.sum(), 2 * node.leaves());
    }
    pending.push(node);
  }

  private static void addInto(float[] sum, float[] other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
  }

  /** The sum of all vectors, a power of two of them. {@link #release} it before the next tree. */
  public float[] total() {
    if (pending.size() != 1) {
      throw new IllegalStateException(
          "Cannot close the sum of " + added + " vectors, expected a power of two");
    }
    added = 0;
    return pending.pop().sum();
  }

  /** Gives back the memory of a total. */
  public void release(float[] total) {
    free.push(total);
  }
}
