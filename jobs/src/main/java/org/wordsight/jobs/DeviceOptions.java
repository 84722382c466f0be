package org.wordsight.jobs;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Precision;
import org.wordsight.tensor.Device;
import picocli.CommandLine.Option;

/** The options that choose where and in which format a model computes. */
final class DeviceOptions {
  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu, or gpu:N for the GPU with the number N, from 0 (default: cpu).")
  private String device = "cpu";

  @Option(
      names = "--precision",
      paramLabel = "FORMAT",
      description =
          "The format of weights: float32, bfloat16 or float16 (default: float32). A GPU also"
              + " computes in it.")
  private String precision;

  /**
   * The chosen device; the CPU without the option.
   *
   * @throws WordsightException if the option has neither form
   */
  Device device() {
    return read(device);
  }

  /**
   * The device of an option {@code --device}.
   *
   * @throws WordsightException if the option has neither form
   */
  static Device read(String device) {
    return Device.read(device)
        .orElseThrow(
            () ->
                WordsightException.usage(
                    "Cannot choose a device: --device is %s, expected cpu or gpu:N, such as gpu:0. Change it."
                        .formatted(device)));
  }

  /**
   * The chosen format; absent without the option.
   *
   * @throws WordsightException if there is no such format
   */
  Optional<Precision> precision() {
    return Optional.ofNullable(precision).map(DeviceOptions::precision);
  }

  private static Precision precision(String name) {
    return Arrays.stream(Precision.values())
        .filter(each -> each.type().label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                WordsightException.usage(
                    "Cannot choose a format: --precision is %s, expected one of %s. Change it."
                        .formatted(name, labels())));
  }

  private static String labels() {
    return Arrays.stream(Precision.values())
        .map(each -> each.type().label())
        .collect(Collectors.joining(", "));
  }

  /** The options as a command line has them, each after a blank. */
  String text() {
    return (device.equals("cpu") ? "" : " --device " + device)
        + (precision == null ? "" : " --precision " + precision);
  }
}
