package org.wordsight.jobs.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.wordsight.tensor.Device;

/** What NVIDIA's tool says about a GPU, the same for our side and a peer. */
final class GpuMachine {
  private static final String TOOL = "nvidia-smi";
  private static final long LONGEST_SECONDS = 20;

  private GpuMachine() {}

  /**
   * The memory that is in use on a GPU, by all processes. libtorch keeps what it has once taken, so
   * after some work it is the most that the work needed.
   *
   * @return empty for a CPU, or where the tool is absent
   */
  static OptionalLong usedMebibytes(Device device) {
    return ask(device, "memory.used")
        .filter(text -> text.matches("\\d+"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  /** The GPU's name and its driver. */
  static Optional<String> name(Device device) {
    return ask(device, "name,driver_version");
  }

  private static Optional<String> ask(Device device, String query) {
    if (device.equals(Device.CPU)) {
      return Optional.empty();
    }
    List<String> command =
        List.of(
            TOOL,
            "--query-gpu=" + query,
            "--format=csv,noheader,nounits",
            "--id=" + device.index());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String answer =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(answer) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
