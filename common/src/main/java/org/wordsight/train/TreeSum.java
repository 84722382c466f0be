package org.wordsight.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.exchange.SumTree;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Sums equally long vectors of a device in a {@link SumTree}: (0 + 1) + (2 + 3) and so on. An
 * aligned part of the tree has the same bits on every worker. The sum therefore does not depend on
 * the distribution of shards. Vectors come in the order of their numbers. At most log2 of their
 * count, plus one, are held at a time.
 */
final class TreeSum {
  private final Vectors vectors;
  private final Scope owner;
  private final int size;
  private final int firstLeaf;
  private final GradientPrecision precision;
  private final Deque<Node> pending = new ArrayDeque<>();
  private final Deque<Tensor> free = new ArrayDeque<>();
  private int added;

  /**
   * A part of the tree that is summed.
   *
   * @param sum the vector that the next addition changes
   */
  record Node(SumTree.Part part, Tensor sum) {}

  /**
   * @param owner of the vectors
   */
  TreeSum(Vectors vectors, Scope owner, int size) {
    this(vectors, owner, size, 0, GradientPrecision.FLOAT32);
  }

  /**
   * @param owner of the vectors
   * @param firstLeaf the number of the first vector
   * @param precision to which each vector is rounded before it is added
   */
  TreeSum(Vectors vectors, Scope owner, int size, int firstLeaf, GradientPrecision precision) {
    this.vectors = vectors;
    this.owner = owner;
    this.size = size;
    this.firstLeaf = firstLeaf;
    this.precision = precision;
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
    vectors.round(vector, 0, size, precision);
    Node node = new Node(new SumTree.Part(firstLeaf + added, 1), vector);
    added++;
    while (!pending.isEmpty() && pending.peek().part().isLeftOf(node.part())) {
      Node left = pending.pop();
      vectors.add(left.sum(), node.sum());
      free.push(node.sum());
      node = new Node(left.part().joined(), left.sum());
    }
    pending.push(node);
  }

  /**
   * The sum of all vectors, whose number is a power of two. {@link #release} it before the next
   * tree.
   */
  Tensor total() {
    if (pending.size() != 1) {
      throw new IllegalStateException(
          "Cannot close the sum of " + added + " vectors, expected a power of two");
    }
    return take().get(0).sum();
  }

  /** The parts that are summed, in their order. The next vector begins a new tree. */
  List<Node> take() {
    List<Node> nodes = new ArrayList<>(pending);
    Collections.reverse(nodes);
    pending.clear();
    added = 0;
    return nodes;
  }

  /** Gives back the memory of a total. */
  void release(Tensor total) {
    free.push(total);
  }
}
