package org.wordsight.jobs.runtime;

import org.apache.spark.api.java.JavaRDD;

/**
 * The partitions of rows that the driver reads one after another. Spark brings a whole partition to
 * the driver at once, so a partition must fit in the driver's heap, however many rows there are.
 */
public final class DriverParts {
  /** With their vectors, so many questions take some tens of megabytes. */
  public static final int ROWS = 4_096;

  private DriverParts() {}

  /**
   * How many partitions to sort rows into. The rows are counted, so they should be held.
   *
   * @return at least 1
   */
  public static int of(JavaRDD<?> rows) {
    return Math.toIntExact(Math.max(1, (rows.count() + ROWS - 1) / ROWS));
  }
}
