package org.wordsight.jobs.inspection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.wordsight.config.RunConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.ExecutorMemory;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;

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
      LocalDevice.of(config, settings).gpu().ifPresent(this::inspectGpu);
    }
  }

  private List<GpuNeeds.Need> describeGpu() {
    List<GpuNeeds.Need> needs =
        findings.attempt(() -> new GpuNeeds(config).all()).orElse(List.of());
    needs.forEach(need -> findings.fact("the GPU: %s", need.line()));
    return needs;
  }

  /** Compares the needs with all memory of the GPU. Other processes may use a part of it now. */
  private void inspectGpu(Device gpu) {
    List<GpuNeeds.Need> needs = describeGpu();
    findings
        .attempt(() -> LocalDevice.memory(gpu))
        .ifPresent(
            memory -> {
              findings.fact(
                  "the GPU: %s, %,d MiB of %,d MiB are free",
                  gpu, memory.freeBytes() / MEBIBYTE, memory.totalBytes() / MEBIBYTE);
              needs.stream()
                  .filter(need -> need.leastBytes() > memory.totalBytes())
                  .forEach(need -> findings.problem(tooLarge(need, gpu, memory)));
            });
  }

  static WordsightException tooLarge(GpuNeeds.Need need, Device gpu, DeviceMemory memory) {
    return new WordsightException(
        ExitCode.DEVICE,
        String.format(
            Locale.ROOT,
            "Cannot compute on %s: %s takes at least %,d MiB, the GPU has %,d MiB. %s, or use a larger GPU.",
            gpu,
            need.name(),
            need.leastBytes() / MEBIBYTE,
            memory.totalBytes() / MEBIBYTE,
            need.remedy()));
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
