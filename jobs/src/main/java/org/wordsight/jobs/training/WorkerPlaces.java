package org.wordsight.jobs.training;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Sessions;
import scala.collection.JavaConverters;

/** The JVMs of this Spark application that can hold workers of a training, one in each. */
final class WorkerPlaces {
  private static final String DRIVER = "driver";
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final SparkContext spark;

  /** Executors that were ended, but may still be listed. */
  private final Set<String> ended = new HashSet<>();

  WorkerPlaces(SparkContext spark) {
    this.spark = spark;
  }

  /** Whether tasks run in JVMs other than the driver's. */
  boolean areExecutors() {
    return Sessions.hasExecutors(spark.getConf());
  }

  /** The executors of this moment. */
  private List<ExecutorSummary> executors() {
    return JavaConverters.seqAsJavaList(spark.statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals(DRIVER) && !ended.contains(executor.id()))
        .toList();
  }

  boolean isThere(String executor) {
    return !areExecutors() || executors().stream().anyMatch(one -> one.id().equals(executor));
  }

  /**
   * Waits for a number of places.
   *
   * @return the number of places, at most {@code wanted}; fewer if the time is over
   */
  int await(int wanted, Duration atMost) {
    long giveUp = System.nanoTime() + atMost.toNanos();
    int there = count();
    while (there < wanted && System.nanoTime() < giveUp) {
      try {
        Thread.sleep(LOOK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for executors", e);
      }
      there = count();
    }
    return Math.min(there, wanted);
  }

  private int count() {
    return areExecutors() ? executors().size() : 1;
  }

  /**
   * The resources of a worker's task. They are the executor's GPU, if it has one, and so many cores
   * that no second task fits into the executor. Absent where Spark cannot change the resources of
   * one stage. In that case, the workers' meeting finds a second worker in one JVM.
   *
   * @throws WordsightException exit code 2 where executors differ so much that two workers would
   *     fit into one of them
   */
  Optional<ResourceProfile> resources() {
    SparkConf settings = spark.getConf();
    String master = spark.master();
    boolean takesThem =
        master.startsWith("spark://")
            || master.startsWith("local-cluster")
            || master.equals("yarn")
            || master.startsWith("k8s://");
    List<Integer> cores = executors().stream().map(ExecutorSummary::totalCores).toList();
    if (!takesThem
        || cores.isEmpty()
        || settings.getBoolean("spark.dynamicAllocation.enabled", false)) {
      return Optional.empty();
    }
    int least = cores.stream().mapToInt(one -> one).min().orElseThrow();
    int most = cores.stream().mapToInt(one -> one).max().orElseThrow();
    if (most >= 2 * least) {
      throw WordsightException.usage(
          "Cannot train with several workers: executors have from %d to %d cores, expected about the same, so that each holds one worker. Set spark.executor.cores."
              .formatted(least, most));
    }
    TaskResourceRequests requests = new TaskResourceRequests().cpus(least);
    if (settings.getInt("spark.executor.resource.gpu.amount", 0) > 0) {
      requests = requests.resource("gpu", 1);
    }
    return Optional.of(new ResourceProfileBuilder().require(requests).build());
  }

  /** Ends an executor that does not answer, and lets the cluster start another one. */
  void replace(String executor) {
    if (areExecutors()) {
      ended.add(executor);
      spark.killAndReplaceExecutor(executor);
    }
  }
}
