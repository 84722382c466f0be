package org.wordsight.jobs;

import java.util.List;
import org.wordsight.config.GpuConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Device;
import picocli.CommandLine.Option;

/** The option for the device of a run on this machine: a short form of a key of the run file. */
final class RunDeviceOption {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "Without --master, compute on cpu, or on gpu:N, the GPU with the number N:"
              + " --set gpu.device=N (default: cpu).")
  private String device;

  /**
   * The option as a setting of the run file.
   *
   * @throws WordsightException if it names no device
   */
  List<String> overrides() {
    if (device == null) {
      return List.of();
    }

    Device chosen = DeviceOptions.read(device);
    return List.of(GpuConfig.DEVICE + "=" + (chosen.equals(Device.CPU) ? "null" : chosen.index()));
  }
}
