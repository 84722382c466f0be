package org.wordsight.jobs.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.wordsight.lora.Adapter;
import org.wordsight.train.StepRecord;

/**
 * The result of training on one side.
 *
 * @param losses of the steps, each before its update
 * @param gradientNorms before clipping
 * @param adapter after the last step
 */
record TrainedSide(List<Double> losses, List<Double> gradientNorms, Adapter adapter) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Double>> NUMBERS = new TypeReference<>() {};

  TrainedSide {
    losses = List.copyOf(losses);
    gradientNorms = List.copyOf(gradientNorms);
  }

  static TrainedSide of(LoraSteps.Trained trained) {
    List<StepRecord> records = trained.records();
    return new TrainedSide(
        records.stream().map(StepRecord::loss).toList(),
        records.stream().map(StepRecord::gradientNorm).toList(),
        trained.adapter());
  }

  /** The peer's result, read from facts with the names of {@link #facts}. */
  static TrainedSide of(Map<String, Object> facts, Adapter adapter) {
    return new TrainedSide(numbers(facts, "losses"), numbers(facts, "gradient_norms"), adapter);
  }

  private static List<Double> numbers(Map<String, Object> facts, String name) {
    return JSON.convertValue(facts.get(name), NUMBERS);
  }

  /** The first step, counted from 1, with a loss or gradient norm that is not finite. */
  static OptionalInt divergence(Map<String, Object> facts) {
    List<Double> losses = numbers(facts, "losses");
    List<Double> norms = numbers(facts, "gradient_norms");
    return IntStream.range(0, losses.size())
        .filter(i -> !Double.isFinite(losses.get(i)) || !Double.isFinite(norms.get(i)))
        .map(i -> i + 1)
        .findFirst();
  }

  Map<String, Object> facts() {
    return Map.of("losses", losses, "gradient_norms", gradientNorms);
  }
}
