package org.wordsight.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.NativeEngine;

/**
 * The facts about a machine that training's bits depend on.
 *
 * @param device {@code gpu}, or {@code cpu} with its widest vectors, which decide the kernels of
 *     products
 * @param library the engine and its version
 * @param threads that share one operation; absent where a GPU computes
 */
public record TrainingMachine(String device, String library, String threads) {
  private static final Path CPU = Path.of("/proc/cpuinfo");

  /** The machine of this process. */
  public static TrainingMachine here(Device device, int logicalShards) {
    return device.isGpu()
        ? new TrainingMachine("gpu", NativeEngine.description(), "of the gpu")
        : new TrainingMachine(
            "cpu with " + vectors(),
            NativeEngine.description(),
            String.valueOf(threadsOfAnOperation(NativeEngine.threads(), logicalShards)));
  }

  /** The number of shards computed at the same time: on a CPU, the number of threads. */
  public static int sideBySide(int threads, int logicalShards) {
    return Math.min(logicalShards, threads);
  }

  /** Shards that are computed at the same time share the threads. */
  static int threadsOfAnOperation(int threads, int logicalShards) {
    return Math.max(1, threads / sideBySide(threads, logicalShards));
  }

  private static String vectors() {
    try (Stream<String> lines = Files.lines(CPU)) {
      return vectors(lines.filter(line -> line.startsWith("flags")).findFirst().orElse(""));
    } catch (IOException e) {
      return vectors("");
    }
  }

  static String vectors(String flags) {
    if (flags.contains(" avx512f")) {
      return "avx512";
    }

    return flags.contains(" avx2") ? "avx2" : "plain vectors";
  }
}
