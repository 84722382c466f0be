package org.wordsight.jobs.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine of a measurement.
 *
 * @param cpu the processor's model as the system names it
 * @param cores processors that this JVM may use
 * @param memoryGibibytes of the machine or its container
 * @param system operating system and architecture
 */
@JsonPropertyOrder({"cpu", "cores", "memory_gibibytes", "system"})
record Machine(
    String cpu, int cores, @JsonProperty("memory_gibibytes") long memoryGibibytes, String system) {

  static Machine here() {
    String architecture = System.getProperty("os.arch");
    return new Machine(
        value(Path.of("/proc/cpuinfo"), "model name").orElse(architecture),
        Runtime.getRuntime().availableProcessors(),
        memoryBytes() >> 30,
        System.getProperty("os.name") + " " + architecture);
  }

  private static long memoryBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  /**
   * The load of the last minute. A load above that of the measured work shows that other work
   * disturbed it.
   */
  static double loadAverage() {
    return Math.round(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() * 100)
        / 100.0;
  }

  /** The most memory that this process ever held; 0 where the system does not say. */
  static long peakMebibytes() {
    return peakBytes() >> 20;
  }

  /** The most memory that this process ever held, in bytes; 0 where the system does not say. */
  static long peakBytes() {
    return processBytes("VmHWM");
  }

  /**
   * Lets {@link #peakBytes} count from now on.
   *
   * @return whether the system could do it
   */
  static boolean resetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The memory that this process holds now. */
  static long residentBytes() {
    return processBytes("VmRSS");
  }

  /** The memory that this process holds now without files: heaps, tensors and stacks. */
  static long anonymousBytes() {
    return processBytes("RssAnon");
  }

  /** The memory that this process holds now for files: libraries and mapped weights. */
  static long fileBytes() {
    return processBytes("RssFile");
  }

  private static long processBytes(String key) {
    return value(Path.of("/proc/self/status"), key)
        .map(text -> Long.parseLong(text.substring(0, text.indexOf(' '))) << 10)
        .orElse(0L);
  }

  /** The value of a key in one of the system's files, which has lines of "key: value". */
  private static Optional<String> value(Path file, String key) {
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
