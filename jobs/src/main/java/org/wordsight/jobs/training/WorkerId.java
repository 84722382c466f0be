package org.wordsight.jobs.training;

import java.io.Serializable;

/**
 * A worker of a training, as the driver knows it.
 *
 * @param training unique for each training of a driver
 * @param attempt of the driver to let a gang train, from 1
 * @param rank from 0; rank 0 records steps and saves checkpoints
 * @param task the number of Spark's task; that of a later task is higher
 * @param executor Spark's name of the JVM
 */
public record WorkerId(
    String training, int attempt, int rank, long task, String executor, String host)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** For messages: {@code worker 2 (executor 5 on host)}. */
  public String words() {
    return "worker " + rank + " (executor " + executor + " on " + host + ")";
  }
}
