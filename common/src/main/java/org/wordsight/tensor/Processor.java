package org.wordsight.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The CPU of this machine, as Linux describes it. */
public final class Processor {
  private static final Path DESCRIPTION = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** The widest vectors that the CPU computes with. */
  public static String vectors() {
    try (Stream<String> lines = Files.lines(DESCRIPTION)) {
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
