package org.wordsight.jobs.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.CodeVersion;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.DeviceProfile;

/** One run of one benchmark: measures times, calls the peer, and writes lines. */
final class BenchSession {
  static final String OURS = "wordsight";

  private final String benchmark;
  private final BenchOptions options;
  private final Consumer<String> lines;
  private final Consumer<String> messages;
  private final Machine machine = Machine.here();
  private final ObjectMapper json = new ObjectMapper();

  /** The GPU's memory in use when the case began, weights included. */
  private OptionalLong usedBefore = OptionalLong.empty();

  private ExitCode outcome = ExitCode.DONE;

  BenchSession(
      String benchmark, BenchOptions options, Consumer<String> lines, Consumer<String> messages) {
    this.benchmark = benchmark;
    this.options = options;
    this.lines = lines;
    this.messages = messages;
  }

  /** Whether every comparison was within its bounds. */
  ExitCode outcome() {
    return outcome;
  }

  /** Reports a comparison that is not within its bounds. */
  void failed(String text) {
    outcome = ExitCode.DEFECT;
    message(text);
  }

  BenchOptions options() {
    return options;
  }

  /** Shows a message about the benchmark's progress. */
  void message(String text) {
    messages.accept("bench %s: %s".formatted(benchmark, text));
  }

  /** The checkpoint's folder; the benchmark must have one. */
  Path model() {
    return options
        .model()
        .orElseThrow(
            () ->
                WordsightException.usage(
                    "Cannot run the benchmark %s: --model is absent, expected the folder of a checkpoint. Add --model DIR."
                        .formatted(benchmark)));
  }

  /** Begins a case: the GPU's memory is measured from here on. */
  void startOfCase() {
    DeviceProfile.releaseUnused(options.device());
    usedBefore = GpuMachine.usedMebibytes(options.device());
  }

  /**
   * Measures our side.
   *
   * @param warmUps runs before the measured ones
   * @param work does the work once and returns its number of units
   */
  void ours(BenchCase of, int warmUps, LongSupplier work) {
    ours(of, warmUps, work, Map::of);
  }

  /** Measures our side, and adds facts that the work found. */
  void ours(BenchCase of, int warmUps, LongSupplier work, Supplier<Map<String, Object>> facts) {
    messages.accept("bench %s: %s: %s".formatted(benchmark, of.name(), OURS));
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < warmUps + options.runs().repetitions(); i++) {
      long start = System.nanoTime();
      long units = work.getAsLong();
      rates.add(units / ((System.nanoTime() - start) / 1e9));
    }
    rates = rates.subList(warmUps, rates.size());
    ours(of.with(facts.get()), warmUps, rates);
  }

  /**
   * Does the work once more and records where its time goes: the library's operations, and the
   * methods of the calling thread. The files are in the folder of {@code --profile}. Without the
   * option it does nothing.
   */
  void profile(String caseName, Runnable work) {
    if (options.runs().profile().isEmpty()) {
      return;
    }
    String name = "%s %s".formatted(benchmark, caseName).replaceAll("[^A-Za-z0-9]+", "-");
    Path folder = options.runs().profile().get();
    message("profile of " + caseName);
    try {
      Files.createDirectories(folder);
      try (StackSamples samples = new StackSamples(Thread.currentThread())) {
        DeviceProfile.of(options.device(), folder.resolve(name + "-operations.txt"), work);
        Files.write(folder.resolve(name + "-methods.txt"), samples.lines());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write to %s: %s. Name another folder with --profile.".formatted(folder, e), e);
    }
  }

  /** Reports our side with rates, in units a second, that are known already. */
  void ours(BenchCase of, int warmUps, List<Double> unitsPerSecond) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put(OURS, CodeVersion.text());
    versions.put("java", System.getProperty("java.version"));
    GpuMachine.name(options.device()).ifPresent(name -> versions.put("gpu", name));
    write(
        of.with(memory()),
        new Figures(
            OURS,
            options.device().toString(),
            unitsPerSecond,
            warmUps,
            versions,
            Machine.peakMebibytes()));
  }

  /** The GPU memory that the case needed, and the memory in use before it. */
  private Map<String, Object> memory() {
    Map<String, Object> memory = new LinkedHashMap<>();
    usedBefore.ifPresent(before -> memory.put("gpu_mebibytes_before", before));
    GpuMachine.usedMebibytes(options.device())
        .ifPresent(after -> memory.put("gpu_mebibytes_at_peak", after));
    return memory;
  }

  /**
   * Measures the peer, if there is a Python for it.
   *
   * @param script the resource with the peer's program
   * @param cases the cases to measure; the program answers with their names
   * @param settings everything else that the program needs
   * @return empty where nothing was measured
   */
  List<PeerProgram.Measurement> peer(
      String script, List<BenchCase> cases, Map<String, Object> settings) {
    if (options.python().isEmpty()) {
      messages.accept(
          "bench %s: our side alone is measured; set %s to a Python with docs/bench/requirements.txt to measure the peer too"
              .formatted(benchmark, BenchOptions.PYTHON_VARIABLE));
      return List.of();
    }
    if (!options.device().equals(Device.CPU)) {
      messages.accept(
          "bench %s: our side alone is measured; the peer computes on the CPU, not on %s"
              .formatted(benchmark, options.device()));
      return List.of();
    }
    return ask(options.python().get(), script, cases, settings);
  }

  /**
   * Measures a peer that can compute on our device. The settings name the device as torch does.
   *
   * @return the peer's measurements; empty where there is no Python for the peer
   */
  List<PeerProgram.Measurement> peerOnOurDevice(
      String script, List<BenchCase> cases, Map<String, Object> settings) {
    if (options.python().isEmpty()) {
      messages.accept(
          "bench %s: our side alone is measured, and nothing is compared; set %s to a Python with docs/bench/requirements.txt to compare"
              .formatted(benchmark, BenchOptions.PYTHON_VARIABLE));
      return List.of();
    }
    Device device = options.device();
    DeviceProfile.releaseUnused(device); // The peer needs memory on the same GPU.
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("device", device.torchName());
    return ask(options.python().get(), script, cases, all);
  }

  private List<PeerProgram.Measurement> ask(
      String python, String script, List<BenchCase> cases, Map<String, Object> settings) {
    messages.accept("bench %s: the peer, %s".formatted(benchmark, python));
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("threads", options.threads());
    all.put("repetitions", options.runs().repetitions());
    List<PeerProgram.Measurement> measurements =
        new PeerProgram(python, script).ask(all, options.threads());
    for (PeerProgram.Measurement measured : measurements) {
      BenchCase of =
          cases.stream()
              .filter(candidate -> candidate.name().equals(measured.name()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("The peer measured " + measured.name()));
      write(
          of.with(measured.facts()),
          new Figures(
              measured.subject(),
              options.device().toString(),
              measured.unitsPerSecond(),
              measured.warmUps(),
              measured.versions(),
              measured.peakMebibytes()));
    }
    return measurements;
  }

  /**
   * Writes how far both sides are apart.
   *
   * @param differences in the case's metric, one for each step
   */
  void compared(BenchCase of, List<Double> differences) {
    write(
        of,
        new Figures(
            "difference",
            options.device().toString(),
            differences,
            0,
            Map.of(OURS, CodeVersion.text()),
            Machine.peakMebibytes()));
  }

  private record Figures(
      String subject,
      String device,
      List<Double> unitsPerSecond,
      int warmUps,
      Map<String, String> versions,
      long peakMebibytes) {}

  private void write(BenchCase of, Figures figures) {
    List<Double> rates =
        figures.unitsPerSecond().stream().map(rate -> rounded(rate / of.unitsInMetric())).toList();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("benchmark", benchmark);
    line.put("case", of.name());
    line.put("subject", figures.subject());
    line.put("metric", of.metric());
    line.put("median", median(rates));
    line.put("runs", rates);
    line.put("warm_ups", figures.warmUps());
    line.put("device", figures.device());
    line.put("threads", of.threads(options.threads()));
    line.put("peak_mebibytes", figures.peakMebibytes());
    line.put("settings", of.settings());
    line.put("versions", figures.versions());
    line.put("machine", machine);
    line.put("load_average", Machine.loadAverage());
    line.put("command", options.command());
    try {
      lines.accept(json.writeValueAsString(line));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A line of plain values is JSON", e);
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** Four significant digits; the clock here is no finer. NaN and infinities stay as they are. */
  static double rounded(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(4)).doubleValue()
        : value;
  }
}
