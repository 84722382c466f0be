package org.wordsight.jobs.training;

import java.io.Serializable;

/**
 * The driver's name for a worker of a training.
 *
 * @param training unique for each training of a driver
 * @param attempt the number of the driver's attempt, from 1
 * @param rank from 0; rank 0 records steps and saves checkpoints
 * @param task the number of Spark's task; later tasks have higher numbers
 * @param executor Spark's name of the JVM
 */
public record WorkerId(
    String training, int attempt, int rank, long task, String executor, String host)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The worker in messages: {@code worker 2 (executor 5 on host)}. */
  public String words() {
    return "worker " + rank + " (executor " + executor + " on " + host + ")";
  }
}
