package org.wordsight.tensor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The CPU of this machine and its memory. */
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

  /** The memory of the machine. */
  public static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  static String vectors(String flags) {
    if (flags.contains(" avx512f")) {
      return "avx512";
    }

    return flags.contains(" avx2") ? "avx2" : "plain vectors";
  }
}
