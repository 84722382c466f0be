package org.wordsight.tensor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /**
   * The maker, family and model, such as {@code AuthenticAMD 25/17}; {@code unknown} if the system
   * does not say.
   */
  public static String model() {
    try (Stream<String> lines = Files.lines(DESCRIPTION)) {
      return model(lines.takeWhile(line -> !line.isBlank()).toList());
    } catch (IOException e) {
      return model(List.of());
    }
  }

  /**
   * @param description the lines of one core in {@code /proc/cpuinfo}
   */
  static String model(List<String> description) {
    Optional<String> vendor = value(description, "vendor_id");
    Optional<String> family = value(description, "cpu family");
    Optional<String> model = value(description, "model");
    return vendor.isPresent() && family.isPresent() && model.isPresent()
        ? vendor.get() + " " + family.get() + "/" + model.get()
        : "unknown";
  }

  private static Optional<String> value(List<String> description, String key) {
    return description.stream()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
        .map(parts -> parts[1].strip())
        .findFirst();
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
