package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.wordsight.jobs.runtime.DriverCalls;

/**
 * The driver's end of the connection to the workers. It hands their messages to the foreman. It
 * also tells the foreman when Spark reports that a worker has gone.
 */
final class FleetDesk extends SparkListener implements DriverCalls.Service, AutoCloseable {
  private final String name = "fleet-" + UUID.randomUUID();
  private final SparkContext spark;
  private final Foreman foreman;
  private final Set<String> workers = ConcurrentHashMap.newKeySet();
  private final DriverCalls.Opened opened;

  FleetDesk(SparkContext spark, Foreman foreman) {
    this.spark = spark;
    this.foreman = foreman;
    this.opened = DriverCalls.serve(name, this);
    spark.addSparkListener(this);
  }

  /** The name of the service that workers ask. */
  String name() {
    return name;
  }

  static String worker(String executor, long task) {
    return executor + "/" + task;
  }

  @Override
  public Serializable answer(Serializable message) {
    Take take = (Take) message;
    workers.add(take.worker());
    foreman.report(take.worker(), take.reports());
    return foreman.lease(take.worker(), take.most());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd ended) {
    lost(worker(ended.taskInfo().executorId(), ended.taskInfo().taskId()));
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    workers.stream()
        .filter(worker -> worker.startsWith(removed.executorId() + "/"))
        .forEach(this::lost);
  }

  private void lost(String worker) {
    if (workers.remove(worker)) {
      foreman.lost(worker);
    }
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
    opened.close();
  }
}
