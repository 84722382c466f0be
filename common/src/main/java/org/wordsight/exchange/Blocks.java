package org.wordsight.exchange;

/**
 * The division of a vector into blocks, which the workers own in turn. So all workers have blocks
 * to add, whichever part of the vector is ready first.
 *
 * @param size numbers of the vector
 * @param block numbers of a block; the last block may have fewer
 * @param workers the number of workers
 */
public record Blocks(int size, int block, int workers) {
  /** The numbers of a block are a multiple of this, so that sums over as many can be shared. */
  public static final int UNIT = 4096;

  /** The most numbers of a block. */
  public static final int LARGEST = 1 << 16;

  /** Each worker has at least so many blocks, if the vector is long enough. */
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

  /** The beginning of a block in a vector that has only its owner's blocks. */
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
