package org.wordsight.jobs.curation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.RunConfig;
import org.wordsight.config.SemanticConfig;
import org.wordsight.embed.Calibration;
import org.wordsight.embed.LabelledPair;
import org.wordsight.embed.PairFile;
import org.wordsight.embed.PlantedPairs;
import org.wordsight.embed.TextVector;
import org.wordsight.jobs.runtime.Inputs;

/**
 * How questions are compared by meaning.
 *
 * @param threshold the least cosine of duplicates; absent where the calibration chooses it
 * @param pairs the pairs of questions for the calibration
 * @param source {@code labelled} for pairs that a user wrote, {@code planted} for pairs made by a
 *     rule
 * @param measured the calibration; absent before it is measured
 */
public record Meaning(
    EmbedderPlace embedder,
    OptionalDouble threshold,
    List<LabelledPair> pairs,
    String source,
    Optional<Calibration> measured) {

  /** A meaning whose calibration is not measured yet. */
  public Meaning(
      EmbedderPlace embedder, OptionalDouble threshold, List<LabelledPair> pairs, String source) {
    this(embedder, threshold, pairs, source, Optional.empty());
  }

  /** The meaning that a run file asks for; absent if it asks for none. */
  static Optional<Meaning> of(RunConfig config) {
    return config.curation().semantic().map(semantic -> of(semantic, config));
  }

  private static Meaning of(SemanticConfig semantic, RunConfig config) {
    EmbedderPlace place = EmbedderPlace.of(semantic, config);
    return semantic
        .pairs()
        .map(
            file ->
                new Meaning(
                    place, semantic.threshold(), PairFile.read(Inputs.path(file)), "labelled"))
        .orElseGet(() -> planted(place, semantic.threshold()));
  }

  /** A meaning with pairs that a rule makes. */
  static Meaning planted(EmbedderPlace embedder, OptionalDouble threshold) {
    return new Meaning(embedder, threshold, PlantedPairs.make(), "planted");
  }

  /** This meaning with the given threshold. */
  Meaning with(double other, Optional<Calibration> calibration) {
    return new Meaning(embedder, OptionalDouble.of(other), pairs, source, calibration);
  }

  /**
   * The calibration: the effect of each threshold. If it is not measured yet, executors measure it.
   */
  Calibration calibrate(JavaSparkContext spark) {
    return measured.orElseGet(() -> measure(spark));
  }

  private Calibration measure(JavaSparkContext spark) {
    List<String> texts = Calibration.texts(pairs);
    List<TextVector> embeddings =
        Embedders.embed(
            spark,
            embedder,
            texts.stream()
                .map(text -> new Embedders.Named("a pair of the calibration", text))
                .toList());
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      vectors.put(texts.get(i), embeddings.get(i).vector());
    }
    return Calibration.of(pairs, vectors, threshold);
  }
}
