package org.wordsight.jobs.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.wordsight.model.LoadedModel;
import org.wordsight.tensor.DeviceProfile;
import org.wordsight.tensor.NativeEngine;

/**
 * A step of training by one thread, divided into the library's operations. The time of an operation
 * that another operation calls counts for the caller. Products are an exception.
 *
 * @param seconds of the step, from its first product to the first product of the next step
 * @param operations seconds of each operation, the longest first
 */
record RecordedStep(double seconds, Map<String, Double> operations) {
  private static final int SHOWN = 12;

  /** The first step takes new memory. The begin of the last step is the end of the second. */
  static final int STEPS = 3;

  private static final Set<String> PRODUCTS =
      Set.of(
          "aten::addmm",
          "aten::addmm_",
          "aten::baddbmm",
          "aten::baddbmm_",
          "aten::bmm",
          "aten::mm",
          "mkldnn::_linear_pointwise");

  /** Trains for {@link #STEPS} equal steps, and records the second. */
  static RecordedStep of(LoadedModel model, LoraSteps steps) {
    int threads = NativeEngine.threads();
    NativeEngine.useThreads(OptionalInt.of(1));
    try {
      Path file = Files.createTempFile("wordsight-step", ".json");
      try {
        DeviceProfile.of(model.device(), file, () -> steps.run(model, STEPS));
        return read(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      NativeEngine.useThreads(OptionalInt.of(threads));
    }
  }

  /** An operation of one thread, in microseconds. */
  private record Event(String name, long thread, double start, double end) {}

  /** The second of {@link #STEPS} equal steps in a file of the library's profiler. */
  static RecordedStep read(Path file) throws IOException {
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    JsonNode events = root.isArray() ? root : root.path("traceEvents");
    List<Event> all = new ArrayList<>();
    for (JsonNode event : events) {
      if (event.path("ph").asText().equals("X") && event.path("name").asText().contains("::")) {
        double start = event.path("ts").asDouble();
        all.add(
            new Event(
                event.path("name").asText(),
                event.path("tid").asLong(),
                start,
                start + event.path("dur").asDouble()));
      }
    }

    // Every step has the same products.
    double[] products =
        all.stream()
            .filter(event -> PRODUCTS.contains(event.name()))
            .mapToDouble(Event::start)
            .sorted()
            .toArray();
    if (products.length == 0 || products.length % STEPS > 0) {
      throw new IllegalStateException(
          products.length + " products are not " + STEPS + " equal steps");
    }
    int ofAStep = products.length / STEPS;
    double begin = products[ofAStep];
    double end = products[2 * ofAStep];
    all.removeIf(event -> event.start() < begin || event.start() >= end);
    all.sort(
        Comparator.comparingLong(Event::thread)
            .thenComparingDouble(Event::start)
            .thenComparing(Comparator.comparingDouble(Event::end).reversed()));
    return new RecordedStep((end - begin) / 1e6, sums(all));
  }

  private static Map<String, Double> sums(List<Event> all) {
    Map<String, Double> sums = new HashMap<>();
    List<Event> open = new ArrayList<>();
    for (Event event : all) {
      open.removeIf(outer -> outer.thread() != event.thread() || outer.end() <= event.start());
      boolean insideAProduct = open.stream().anyMatch(outer -> PRODUCTS.contains(outer.name()));
      boolean product = PRODUCTS.contains(event.name());
      if (open.isEmpty() || product && !insideAProduct) {
        sums.merge(event.name(), (event.end() - event.start()) / 1e6, Double::sum);
        if (!open.isEmpty()) {
          // The caller keeps the remaining time.
          sums.merge(open.get(0).name(), (event.start() - event.end()) / 1e6, Double::sum);
        }
      }

      open.add(event);
    }

    return sorted(sums);
  }

  private static Map<String, Double> sorted(Map<String, Double> sums) {
    Map<String, Double> sorted = new LinkedHashMap<>();
    sums.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  double shareOfProducts() {
    double products =
        operations.entrySet().stream()
            .filter(entry -> PRODUCTS.contains(entry.getKey()))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    return products / seconds;
  }

  /** The shares of the longest operations, and of all time outside any operation. */
  Map<String, Object> facts() {
    Map<String, Object> shares = new LinkedHashMap<>();
    operations.entrySet().stream()
        .limit(SHOWN)
        .forEach(
            entry -> shares.put(entry.getKey(), BenchSession.rounded(entry.getValue() / seconds)));
    double all = operations.values().stream().mapToDouble(Double::doubleValue).sum();
    shares.put("outside operations", BenchSession.rounded(1 - all / seconds));
    return Map.of("seconds", BenchSession.rounded(seconds), "shares", shares);
  }
}
