package org.wordsight.jobs.inspection;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.wordsight.config.Location;
import org.wordsight.config.RunConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.training.WorkerSettings;
import org.wordsight.tensor.NativeLibrary;

/** Checks the machine's memory, and the places that the run writes to. */
final class MachineInspection {
  private static final double GIBIBYTE = 1L << 30;

  private final RunConfig config;
  private final Findings findings;

  MachineInspection(RunConfig config, Findings findings) {
    this.config = config;
    this.findings = findings;
  }

  void inspect(long largestWeights) {
    long memory = machineMemory();
    findings.fact(
        "machine: %d cores, %.1f GiB of memory, %.1f GiB of it for the heap",
        Runtime.getRuntime().availableProcessors(),
        memory / GIBIBYTE,
        Runtime.getRuntime().maxMemory() / GIBIBYTE);
    int workers = config.training().computation().workers();
    SparkConf settings = Sessions.settings(workers);
    boolean modelsRunHere = Sessions.usesThisMachineAlone(settings);
    LocalDevice device = LocalDevice.of(config, settings);
    long weightsHere = largestWeights * (Sessions.hasExecutors(settings) ? workers : 1);
    if (modelsRunHere && device.gpu().isEmpty() && weightsHere > memory) {
      findings.problem(
          WordsightException.input(
              String.format(
                  Locale.ROOT,
                  "Cannot load the largest model: its weights take %.1f GiB, the machine has %.1f"
                      + " GiB. Set precision to bfloat16, or use a larger machine.",
                  weightsHere / GIBIBYTE,
                  memory / GIBIBYTE)));
    }

    LibraryInspection library = new LibraryInspection(findings);
    if (modelsRunHere) {
      NativeLibrary found = NativeLibrary.found();
      library.inspectHere(found);
      if (found.isForCuda() && device.isCpuByDefault()) {
        findings.warning(
            "libtorch is for CUDA, and the run computes on the CPU; --device gpu:0 chooses a GPU");
      }
    } else {
      library.inspectExecutors(settings);
    }
    WorkerSettings.problems(settings, workers).forEach(findings::problem);
    device.problem().ifPresent(findings::problem);
    if (device.isUnused()) {
      findings.warning(
          "gpu.device is "
              + config.gpu().device().getAsInt()
              + " and is not used: Spark gives executors their GPUs (spark.executor.resource.gpu.amount).");
    }
    new MemoryInspection(config, findings, settings).inspect();
    inspectWarehouse();
    inspectPlace("report.out", config.report().out());
  }

  /**
   * Checks that the warehouse's store can be listed. Only writing would show whether it can be
   * written.
   */
  private void inspectWarehouse() {
    if (config.warehouse().isLocal()) {
      inspectPlace("warehouse", config.warehouse());
      return;
    }

    try {
      Warehouse.at(config.warehouse().text(), Sessions.hadoop()).runs();
    } catch (WordsightException e) {
      findings.problem(e);
    }
  }

  private static long machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /** Checks that a local place can be written: its nearest existing folder must be writable. */
  private void inspectPlace(String key, Location place) {
    if (!place.isLocal()) {
      return;
    }

    File nearest = place.localPath().toFile();
    while (!nearest.exists()) {
      nearest = nearest.getParentFile();
    }

    if (!nearest.isDirectory() || !nearest.canWrite()) {
      findings.problem(
          WordsightException.input(
              "Cannot write %s %s: %s is not %s. Change the permission, or set %s to another folder."
                  .formatted(
                      key, place, nearest, nearest.isDirectory() ? "writable" : "a folder", key)));
    }
  }
}
