package org.wordsight.jobs.runtime;

/**
 * The partitions of rows that the driver reads one after another. Spark brings a whole partition to
 * the driver at once, so a partition must fit in the driver's heap, however many rows there are.
 */
public final class DriverParts {
  /** With their vectors, so many questions take some tens of megabytes. */
  public static final int ROWS = 4_096;

  private DriverParts() {}

  /**
   * How many partitions to sort rows into.
   *
   * @return at least 1
   */
  public static int of(long rows) {
    return Math.toIntExact(Math.max(1, (rows + ROWS - 1) / ROWS));
  }
}
