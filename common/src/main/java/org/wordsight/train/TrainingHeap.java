package org.wordsight.train;

import org.wordsight.model.layer.CpuBackend;

/** Computes what training keeps on the Java heap: float32 vectors of the adapter's length. */
public final class TrainingHeap {
  /**
   * The first adapter, the present adapter, two moments, and the bytes of a vector while it is
   * saved.
   */
  private static final int ALWAYS = 5;

  private TrainingHeap() {}

  /** The most vectors at a time. The tree of sums holds one for each of its levels. */
  public static int vectors(int logicalShards, int threads) {
    int levels = Integer.numberOfTrailingZeros(logicalShards);
    return ALWAYS + levels + CpuBackend.shardsSideBySide(threads, logicalShards);
  }

  /**
   * The bytes of all vectors.
   *
   * @param parameters of the adapter
   * @param threads that compute shards at the same time; 1 on a GPU
   */
  public static long bytes(long parameters, int logicalShards, int threads) {
    return parameters * Float.BYTES * vectors(logicalShards, threads);
  }
}
