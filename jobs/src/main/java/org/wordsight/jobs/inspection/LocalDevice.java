package org.wordsight.jobs.inspection;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.wordsight.config.GpuConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.ModelHolder;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.tensor.Device;

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
                    "Cannot train with %d workers on %s: they are processes of this machine, which share no GPU. Set training.workers to 1, leave %s out, or name a cluster that gives each executor a GPU (--master)."
                        .formatted(
                            config.training().computation().workers(), device, GpuConfig.DEVICE)));
  }

  /**
   * Checks that the GPU can be used, if a stage has a model.
   *
   * @param verbs of the stages
   * @throws WordsightException exit code 2 if executor processes would need it, and 5 if libtorch
   *     cannot use it
   */
  public void require(Collection<String> verbs) {
    problem()
        .ifPresent(
            problem -> {
              throw problem;
            });
    gpu()
        .filter(device -> MemoryNeeds.of(config, verbs, settings).isPresent())
        .ifPresent(Device::requireUsable);
  }

  /** The settings of Spark that tell tasks of this process the GPU. */
  public Map<String, String> settings() {
    return gpu().map(device -> Map.of(ModelHolder.DEVICE, device.toString())).orElse(Map.of());
  }
}
