package org.wordsight.jobs.inspection;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.wordsight.config.GpuConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceMemory;

/**
 * The GPU of this machine on which a run computes, if its run file names one and the run has no
 * executors.
 */
public final class LocalDevice {
  private final RunConfig config;
  private final SparkConf settings;

  private LocalDevice(RunConfig config, SparkConf settings) {
    this.config = config;
    this.settings = settings;
  }

  /**
   * @param settings with which the session will be opened
   */
  public static LocalDevice of(RunConfig config, SparkConf settings) {
    return new LocalDevice(config, settings);
  }

  /** The GPU; absent for the CPU, and where the run has executors. */
  Optional<Device> gpu() {
    return named().filter(device -> !Sessions.hasExecutors(settings));
  }

  private Optional<Device> named() {
    return config.gpu().device().stream().mapToObj(Device::gpu).findFirst();
  }

  /** Whether the run file names no GPU, and the run has no executors. */
  boolean isCpuByDefault() {
    return named().isEmpty() && !Sessions.hasExecutors(settings);
  }

  /** Whether a cluster's executors leave the key without a use. */
  boolean isUnused() {
    return named().isPresent() && !Sessions.usesThisMachineAlone(settings);
  }

  /** The reason why the executor processes of this machine cannot use the GPU. */
  Optional<WordsightException> problem() {
    boolean processes = Sessions.hasExecutors(settings) && Sessions.usesThisMachineAlone(settings);
    return named()
        .filter(device -> processes)
        .map(
            device ->
                WordsightException.usage(
                    "Cannot compute on %s: the run's tasks are in executor processes of this machine (training.workers is %d), which share no GPU. Set training.workers to 1, leave %s out, or name a cluster that gives each executor a GPU (--master)."
                        .formatted(
                            device, config.training().computation().workers(), GpuConfig.DEVICE)));
  }

  /**
   * Checks that the GPU can be used, if a stage has a model.
   *
   * @param verbs of the stages
   * @throws WordsightException exit code 2 if executor processes would need it, and 5 if libtorch
   *     cannot use it
   */
  public void require(Collection<String> verbs) {
    if (named().isEmpty() || MemoryNeeds.of(config, verbs, settings).isEmpty()) {
      return;
    }
    problem()
        .ifPresent(
            problem -> {
              throw problem;
            });
    gpu().ifPresent(LocalDevice::memory);
  }

  /**
   * The memory of a GPU that can be used.
   *
   * @throws WordsightException exit code 5 if libtorch cannot use it, or its memory cannot be asked
   */
  static DeviceMemory memory(Device gpu) {
    gpu.requireUsable();
    return DeviceMemory.of(gpu)
        .orElseThrow(
            () ->
                new WordsightException(
                    ExitCode.DEVICE,
                    "Cannot compute on %s: libtorch has not loaded CUDA's runtime library, libcudart, or JNA cannot use it. Use another libtorch."
                        .formatted(gpu)));
  }

  /** In words, for people. Absent where executors compute. */
  public Optional<String> described() {
    return Sessions.hasExecutors(settings)
        ? Optional.empty()
        : Optional.of(gpu().map(Device::toString).orElse("the CPU"));
  }

  /** The settings of Spark that tell tasks of this process the device. */
  public Map<String, String> settings() {
    return Map.of(ModelHolder.DEVICE, gpu().orElse(Device.CPU).toString());
  }
}
