package org.wordsight.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A binary tree over numbered leaves, a power of two of them: (0 + 1) + (2 + 3) and so on. Each
 * worker has a range of leaves. Alone, it can add the largest whole parts of the tree in its range.
 * The other additions of the tree are the same for everyone, so that the bits of a sum do not
 * depend on the ranges.
 */
public final class SumTree {
  private SumTree() {}

  /**
   * A whole part of the tree.
   *
   * @param start its first leaf, a multiple of {@code leaves}
   * @param leaves a power of two
   */
  public record Part(int start, int leaves) {
    /** Whether this part and the next one are the two sides of one addition. */
    public boolean isLeftOf(Part next) {
      return leaves == next.leaves && start + leaves == next.start && start % (2 * leaves) == 0;
    }

    /** The part that joins this part and the one to its right. */
    public Part joined() {
      return new Part(start, 2 * leaves);
    }
  }

  /**
   * An addition: the number at place {@code other} is added to that at place {@code sum}.
   *
   * @param sum place of a part, which becomes the sum
   */
  public record Addition(int sum, int other) {}

  /**
   * The first leaf of a worker. For the number after the last worker, it is the end of all leaves.
   */
  public static int first(int worker, int workers, int leaves) {
    return (int) ((long) leaves * worker / workers);
  }

  /** The largest whole parts of the tree that make up the leaves {@code from} to {@code to}. */
  public static List<Part> parts(int from, int to) {
    List<Part> parts = new ArrayList<>();
    int start = from;
    while (start < to) {
      int aligned = start == 0 ? Integer.highestOneBit(to) : Integer.lowestOneBit(start);
      int fitting = Integer.highestOneBit(to - start);
      parts.add(new Part(start, Math.min(aligned, fitting)));
      start += Math.min(aligned, fitting);
    }
    return parts;
  }

  /**
   * The additions that turn parts into the largest whole parts, in their order.
   *
   * @param parts in the order of their leaves, without a gap
   * @param kept whether the sum of two parts should be at this place. If that is true of both
   *     places or of neither, the sum is at the place of the left part
   */
  public static List<Addition> additions(List<Part> parts, IntPredicate kept) {
    List<Addition> additions = new ArrayList<>();
    Deque<Held> held = new ArrayDeque<>();
    for (int place = 0; place < parts.size(); place++) {
      Held node = new Held(parts.get(place), place);
      while (!held.isEmpty() && held.peek().part().isLeftOf(node.part())) {
        Held left = held.pop();
        boolean right = kept.test(node.place()) && !kept.test(left.place());
        int sum = right ? node.place() : left.place();
        additions.add(new Addition(sum, right ? left.place() : node.place()));
        node = new Held(left.part().joined(), sum);
      }
      held.push(node);
    }
    return additions;
  }

  private record Held(Part part, int place) {}
}
