package org.wordsight.jobs.inspection;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.wordsight.config.RunConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.ExecutorMemory;
import org.wordsight.jobs.runtime.Sessions;

/** Checks the memory and the slots of the JVMs that run the models: this JVM or executors. */
final class MemoryInspection {
  private static final long MEBIBYTE = 1L << 20;
  private static final List<String> MODEL_STAGES = List.of("generate", "train", "evaluate");

  private final RunConfig config;
  private final Findings findings;
  private final SparkConf settings;

  MemoryInspection(RunConfig config, Findings findings, SparkConf settings) {
    this.config = config;
    this.findings = findings;
    this.settings = settings;
  }

  void inspect() {
    Optional<ExecutorMemory> needed = needed();
    if (needed.isEmpty()) {
      return;
    }

    if (Sessions.hasExecutors(settings)) {
      findings.fact("executors: %s", needed.get().described(settings));
      findings.fact("executors: %s", slots());
      needed.get().problems(settings).forEach(findings::problem);
      if (MemoryNeeds.haveGpu(settings)) {
        describeGpu();
      }
    } else {
      inspectThisProcess(needed.get());
      if (LocalDevice.of(config, settings).gpu().isPresent()) {
        describeGpu();
      }
    }
  }

  private void describeGpu() {
    new GpuNeeds(config).lines().forEach(line -> findings.fact("the GPU: %s", line));
  }

  /**
   * The needed memory; absent where a checkpoint cannot be read. The inspection of the models
   * reports that.
   */
  private Optional<ExecutorMemory> needed() {
    try {
      return MemoryNeeds.of(config, MODEL_STAGES, settings);
    } catch (WordsightException e) {
      return Optional.empty();
    }
  }

  private void inspectThisProcess(ExecutorMemory needed) {
    findings.fact(
        "memory: a heap of %d MiB for %s; at most %d MiB outside the heap for %s",
        needed.heap().mebibytes(),
        needed.heap().reason(),
        needed.beside().mebibytes(),
        needed.beside().reason());
    long heap = Runtime.getRuntime().maxMemory() / MEBIBYTE;
    if (heap < needed.heap().leastMebibytes()) {
      findings.problem(
          WordsightException.usage(
              "Cannot run: the heap is %d MiB, expected at least %d for %s. Set WORDSIGHT_HEAP=%dm."
                  .formatted(
                      heap,
                      needed.heap().leastMebibytes(),
                      needed.heap().reason(),
                      needed.heap().mebibytes())));
    }
  }

  private String slots() {
    String cores = settings.get("spark.executor.cores", "all the worker's");
    String tasks = settings.get("spark.task.cpus", "1");
    String count = settings.get("spark.executor.instances", "as many as the cluster gives");
    return "%s; cores each: %s, %s a task; one task of an executor computes at a time"
        .formatted(count, cores, tasks);
  }
}
