package org.wordsight.jobs.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.wordsight.files.SystemTool;
import org.wordsight.tensor.Device;

/** Facts about a GPU from NVIDIA's tool, the same for our side and a peer. */
final class GpuMachine {
  private static final Duration LONGEST = Duration.ofSeconds(20);

  private GpuMachine() {}

  /**
   * The memory that is in use on a GPU, by all processes. libtorch keeps memory that it has taken.
   * After some work, the memory in use is therefore the most that the work needed.
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
    return device
        .busId()
        .flatMap(busId -> SystemTool.ask(LONGEST, command(query, busId)))
        .filter(answer -> answer.status() == 0)
        .map(answer -> answer.output().strip());
  }

  /**
   * The command that asks about one GPU. The tool numbers GPUs differently from libtorch: it
   * ignores {@code CUDA_VISIBLE_DEVICES}, and its order is another.
   */
  static List<String> command(String query, String busId) {
    return List.of(
        "nvidia-smi", "--query-gpu=" + query, "--format=csv,noheader,nounits", "--id=" + busId);
  }
}
