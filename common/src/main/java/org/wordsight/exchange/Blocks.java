package org.wordsight.exchange;

/**
 * How a vector is shared by workers that add: in blocks that go round. Whatever part of the vector
 * is ready first, all workers have something to add.
 *
 * @param size numbers of the vector
 * @param block numbers of a block; the last one may have less
 * @param workers those who share
 */
public record Blocks(int size, int block, int workers) {
  /** The numbers of a block are a multiple of this, so that sums over as many can be shared. */
  public static final int UNIT = 4096;

  /** The most numbers of a block. */
  public static final int LARGEST = 1 << 16;

  /** Each worker has at least so many blocks, where the vector is long enough. */
  private static final int OF_A_WORKER = 8;

  public Blocks {
    if (size < 1 || workers < 1 || block < UNIT || block % UNIT != 0) {
      throw new IllegalArgumentException(
          "Blocks of %d of %d numbers for %d workers".formatted(block, size, workers));
    }
  }

  /** Blocks that are large enough for the network, and small enough to begin early. */
  public static Blocks of(int size, int workers) {
    long units = (long) size / ((long) UNIT * OF_A_WORKER * workers);
    return new Blocks(size, (int) Math.max(UNIT, Math.min(LARGEST, UNIT * units)), workers);
  }

  public int count() {
    return (int) (((long) size + block - 1) / block);
  }

  /** The first number of a block. */
  public int start(int index) {
    return index * block;
  }

  public int length(int index) {
    return Math.min(block, size - start(index));
  }

  /** The worker that adds the block. */
  public int owner(int index) {
    return index % workers;
  }

  /** The number of a worker's blocks. */
  public int count(int worker) {
    return (count() - worker + workers - 1) / workers;
  }

  /** Where a block begins in a vector that has its owner's blocks alone. */
  public int place(int index) {
    return index / workers * block;
  }

  /** The numbers of all blocks of a worker. */
  public int size(int worker) {
    int last = count() - 1;
    int whole = count(worker) * block;
    return last >= 0 && owner(last) == worker ? whole - block + length(last) : whole;
  }
}
