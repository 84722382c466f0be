package org.wordsight.train;

/** What training keeps on the Java heap: float32 vectors as long as the adapter. */
public final class TrainingHeap {
  /** First adapter, present adapter, two moments, and a vector's bytes while it is saved. */
  private static final int ALWAYS = 5;

  private TrainingHeap() {}

  /** How many vectors there are at most: the sum's tree holds one for each of its levels. */
  public static int vectors(int logicalShards, int threads) {
    int levels = Integer.numberOfTrailingZeros(logicalShards);
    return ALWAYS + levels + TrainingMachine.sideBySide(threads, logicalShards);
  }

  /**
   * The bytes of all vectors.
   *
   * @param parameters of the adapter
   * @param threads that compute shards side by side; 1 on a GPU
   */
  public static long bytes(long parameters, int logicalShards, int threads) {
    return parameters * Float.BYTES * vectors(logicalShards, threads);
  }
}
