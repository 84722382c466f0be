package org.wordsight.train;

import java.util.ArrayDeque;
import java.util.Deque;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Sums equally long vectors of a device in a fixed binary tree over their numbers: (0 + 1) + (2 +
 * 3) and so on. An aligned part of the tree has the same bits on every worker. The sum therefore
 * does not depend on how shards are spread. Vectors come in the order of their numbers. At most
 * log2 of their count, plus one, are held at a time.
 */
final class TreeSum {
  private final Vectors vectors;
  private final Scope owner;
  private final int size;
  private final Deque<Node> pending = new ArrayDeque<>();
  private final Deque<Tensor> free = new ArrayDeque<>();
  private int added;

  private record Node(Tensor sum, int leaves) {}

  /**
   * @param owner of the vectors
   */
  TreeSum(Vectors vectors, Scope owner, int size) {
    this.vectors = vectors;
    this.owner = owner;
    this.size = size;
  }

  /** A vector of zeros, to fill and then to {@link #add}. */
  Tensor vector() {
    Tensor vector = free.poll();
    if (vector == null) {
      return vectors.zeros(owner, size);
    }
    vectors.clear(vector);
    return vector;
  }

  /** Takes the next vector, and changes its content. */
  void add(Tensor vector) {
    Node node = new Node(vector, 1);
    added++;
    while (!pending.isEmpty() && pending.peek().leaves() == node.leaves()) {
      Node left = pending.pop();
      vectors.add(left.sum(), node.sum());
      free.push(node.sum());
      node = new Node(left.sum(), 2 * node.leaves());
    }
    pending.push(node);
  }

  /** The sum of all vectors, a power of two of them. {@link #release} it before the next tree. */
  Tensor total() {
    if (pending.size() != 1) {
      throw new IllegalStateException(
          "Cannot close the sum of " + added + " vectors, expected a power of two");
    }
    added = 0;
    return pending.pop().sum();
  }

  /** Gives back the memory of a total. */
  void release(Tensor total) {
    free.push(total);
  }
}
