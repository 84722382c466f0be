package org.wordsight.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestWorkerSettings {

  private static String problem(int workers, Map<String, String> settings) {
    SparkConf conf = new SparkConf(false);
    settings.forEach(conf::set);
    WordsightException problem =
        WorkerSettings.problems(conf, workers).stream().findFirst().orElseThrow();
    assertThat(problem.exitCode()).isEqualTo(ExitCode.USAGE);
    return problem.getMessage();
  }

  @Test
  void takesOneWorkerAnywhere() {
    SparkConf conf = new SparkConf(false).set("spark.master", "local[*]");
    assertThat(WorkerSettings.problems(conf, 1)).isEmpty();
    conf.set("spark.master", "yarn").set("spark.dynamicAllocation.enabled", "true");
    assertThat(WorkerSettings.problems(conf, 1)).isEmpty();
  }

  @Test
  void takesAsManyWorkersAsExecutors() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.master", "k8s://https://host")
            .set("spark.executor.instances", "4")
            .set("spark.executor.resource.gpu.amount", "1");
    assertThat(WorkerSettings.problems(conf, 4)).isEmpty();
  }

  @Test
  void refusesSeveralWorkersInOneJvm() {
    assertThat(problem(2, Map.of("spark.master", "local[*]")))
        .isEqualTo(
            "Cannot train with 2 workers: spark.master is local[*], which is one JVM, expected one"
                + " JVM for each worker, since a JVM computes on one device. Leave --master out,"
                + " and submit/wordsight starts 2 executor processes, or name a cluster's master,"
                + " or lower training.workers.");
  }

  @Test
  void refusesDynamicAllocation() {
    assertThat(
            problem(4, Map.of("spark.master", "yarn", "spark.dynamicAllocation.enabled", "true")))
        .isEqualTo(
            "Cannot train with 4 workers: spark.dynamicAllocation.enabled is true, expected false,"
                + " since workers must all be there at the same time. Set it to false, and"
                + " spark.executor.instances to at least 4, or lower training.workers.");
  }

  @Test
  void refusesFewerExecutorsThanWorkers() {
    assertThat(problem(4, Map.of("spark.master", "yarn", "spark.executor.instances", "2")))
        .isEqualTo(
            "Cannot train with 4 workers: the settings give at most 2 executors, expected at least"
                + " 4. Raise spark.executor.instances, or lower training.workers.");
    assertThat(
            problem(
                4,
                Map.of(
                    "spark.master",
                    "spark://host:7077",
                    "spark.cores.max",
                    "6",
                    "spark.executor.cores",
                    "2")))
        .contains("the settings give at most 3 executors")
        .contains("Raise spark.cores.max");
    assertThat(problem(3, Map.of("spark.master", "local-cluster[2,1,1000]")))
        .contains("the settings give at most 2 executors")
        .contains("Raise the first number of local-cluster");
  }

  @Test
  void refusesSeveralGpusInAnExecutor() {
    assertThat(
            problem(2, Map.of("spark.master", "yarn", "spark.executor.resource.gpu.amount", "2")))
        .isEqualTo(
            "Cannot train with 2 workers: spark.executor.resource.gpu.amount is 2, expected 1,"
                + " since a JVM computes on one GPU. Set it to 1, and start one executor for each"
                + " GPU, or lower training.workers.");
  }
}
