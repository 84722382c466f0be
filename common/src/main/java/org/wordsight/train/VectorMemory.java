package org.wordsight.train;

import org.wordsight.exchange.Blocks;
import org.wordsight.exchange.SumTree;

/**
 * Computes the memory of the vectors of a training. Each has one float32 number for each parameter
 * of the adapter.
 */
public final class VectorMemory {
  /** The initial adapter, and a state that is read from a checkpoint. */
  private static final int ON_HEAP = 4;

  /** Parameters, two moments, and the divisor of an update. */
  private static final int STATE = 4;

  private VectorMemory() {}

  /** The bytes on the Java heap. */
  public static long heapBytes(long parameters) {
    return parameters * Float.BYTES * ON_HEAP;
  }

  /**
   * The bytes on the device that computes. On a CPU, they are off the heap.
   *
   * @param parameters of the adapter
   * @param sideBySide the shards that are computed at the same time
   */
  public static long deviceBytes(long parameters, int logicalShards, int sideBySide) {
    return parameters * Float.BYTES * (STATE + vectorsOfSum(logicalShards, sideBySide));
  }

  /**
   * The bytes of the host's memory, off the heap, that training on a GPU takes for copies:
   * parameters after some steps, and both moments. Pinned memory is given in powers of two.
   *
   * @param workers of a gang, which records one step at a time; 1 without a gang
   */
  public static long hostCopyBytes(long parameters, int workers) {
    int steps = workers > 1 ? 1 : StepRecorder.MOST_AT_ONCE;
    long pinned = Long.highestOneBit(2 * parameters * Float.BYTES - 1);
    return (steps + 2) * pinned;
  }

  /**
   * The bytes of the host's memory in which a worker of a gang receives the parts that it adds.
   *
   * @param workers of the gang; 1 needs none
   */
  public static long exchangeBytes(long parameters, int logicalShards, int workers) {
    int parts = 0;
    for (int worker = 1; worker < workers; worker++) {
      parts +=
          SumTree.parts(
                  SumTree.first(worker, workers, logicalShards),
                  SumTree.first(worker + 1, workers, logicalShards))
              .size();
    }
    long share = parameters / workers + Blocks.LARGEST;
    return parts * share * Float.BYTES;
  }

  /**
   * The most vectors of a step's sum at a time: one for each level of the tree, and those of the
   * shards under way.
   */
  static int vectorsOfSum(int logicalShards, int sideBySide) {
    int levels = Integer.numberOfTrailingZeros(logicalShards);
    return levels + Math.min(sideBySide, logicalShards);
  }
}
