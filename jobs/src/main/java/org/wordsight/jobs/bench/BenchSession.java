package org.wordsight.jobs.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.CodeVersion;
import org.wordsight.tensor.Device;

/** One run of one benchmark: measures times, calls the peer, and writes lines. */
final class BenchSession {
  static final String OURS = "wordsight";

  private final String benchmark;
  private final BenchOptions options;
  private final Consumer<String> lines;
  private final Consumer<String> messages;
  private final Machine machine = Machine.here();
  private final ObjectMapper json = new ObjectMapper();

  BenchSession(
      String benchmark, BenchOptions options, Consumer<String> lines, Consumer<String> messages) {
    this.benchmark = benchmark;
    this.options = options;
    this.lines = lines;
    this.messages = messages;
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

  /**
   * Measures our side.
   *
   * @param warmUps runs before the measured ones
   * @param work does the work once and returns its number of units
   */
  void ours(BenchCase of, int warmUps, LongSupplier work) {
    ours(of, warmUps, work, Map::of);
  }

  /** The same, with facts that the work found. */
  void ours(BenchCase of, int warmUps, LongSupplier work, Supplier<Map<String, Object>> facts) {
    messages.accept("bench %s: %s: %s".formatted(benchmark, of.name(), OURS));
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < warmUps + options.repetitions(); i++) {
      long start = System.nanoTime();
      long units = work.getAsLong();
      rates.add(units / ((System.nanoTime() - start) / 1e9));
    }
    rates = rates.subList(warmUps, rates.size());
    ours(of.with(facts.get()), warmUps, rates);
  }

  /** Reports our side where the rates, in units a second, are known already. */
  void ours(BenchCase of, int warmUps, List<Double> unitsPerSecond) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put(OURS, CodeVersion.text());
    versions.put("java", System.getProperty("java.version"));
    write(
        of,
        new Figures(
            OURS,
            options.device().toString(),
            unitsPerSecond,
            warmUps,
            versions,
            Machine.peakMebibytes()));
  }

  /**
   * Measures the peer, if there is a Python for it.
   *
   * @param script the resource with the peer's program
   * @param cases the cases to measure; the program answers with their names
   * @param settings everything else that the program needs
   */
  void peer(String script, List<BenchCase> cases, Map<String, Object> settings) {
    if (options.python().isEmpty()) {
      messages.accept(
          "bench %s: our side alone is measured; set %s to a Python with docs/bench/requirements.txt to measure the peer too"
              .formatted(benchmark, BenchOptions.PYTHON_VARIABLE));
      return;
    }
    if (!options.device().equals(Device.CPU)) {
      messages.accept(
          "bench %s: our side alone is measured; the peer computes on the CPU, not on %s"
              .formatted(benchmark, options.device()));
      return;
    }
    messages.accept("bench %s: the peer, %s".formatted(benchmark, options.python().get()));
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("threads", options.threads());
    all.put("repetitions", options.repetitions());
    for (Peer.Measurement measured :
        new Peer(options.python().get(), script).ask(all, options.threads())) {
      BenchCase of =
          cases.stream()
              .filter(candidate -> candidate.name().equals(measured.name()))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("The peer measured " + measured.name()));
      write(
          of.with(measured.facts()),
          new Figures(
              measured.subject(),
              Device.CPU.toString(),
              measured.unitsPerSecond(),
              measured.warmUps(),
              measured.versions(),
              measured.peakMebibytes()));
    }
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

  /** Four significant digits; the clock here is no finer. */
  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
