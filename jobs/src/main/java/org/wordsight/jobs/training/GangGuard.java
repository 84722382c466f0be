package org.wordsight.jobs.training;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.wordsight.exchange.Gang;

/**
 * Closes a worker's gang when Spark ends the worker's task, so that the worker does not wait for
 * ended workers. This is needed since Spark only notes the end, while the worker's thread may be
 * waiting.
 */
final class GangGuard implements AutoCloseable {
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread guard = new Thread(work, "wordsight-gang-guard");
            guard.setDaemon(true);
            return guard;
          });

  private GangGuard() {}

  static GangGuard start(Gang gang, TaskContext task) {
    GangGuard guard = new GangGuard();
    guard.thread.scheduleWithFixedDelay(
        () -> {
          if (task.isInterrupted()) {
            gang.close();
          }
        },
        LOOK_AGAIN_MILLIS,
        LOOK_AGAIN_MILLIS,
        TimeUnit.MILLISECONDS);
    return guard;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
