package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The settings of the comparison by meaning.
 *
 * @param threshold two questions whose vectors have this cosine or more are duplicates; absent if
 *     the calibration chooses it
 * @param embedder makes the vectors
 * @param path of a sentence encoder; absent if it is on the class path, or if none is needed
 * @param pairs labelled pairs of texts for the calibration; absent if a rule makes them
 */
public record SemanticConfig(
    OptionalDouble threshold,
    EmbedderKind embedder,
    Optional<Location> path,
    Optional<Location> pairs) {
  private static final Range COSINE = Range.number(0.1, 1);

  /** The kinds of embedders, which make vectors of texts. */
  public enum EmbedderKind {
    /** all-MiniLM-L6-v2, or another sentence encoder in ONNX's format. */
    MINILM,
    /** The student's language part. */
    STUDENT,
    /** The words of a text, without any model. */
    WORDS
  }

  /** Reads the section; absent if questions are not compared by meaning. */
  static Optional<SemanticConfig> read(Section section) {
    OptionalDouble threshold = section.optionalNumber(RESULT, "threshold", COSINE);
    Optional<EmbedderKind> embedder =
        section.optionalChoice(RESULT, "embedder", EmbedderKind.MINILM);
    Optional<Location> path = section.places().optionalInput("path");
    Optional<Location> pairs = section.places().optionalInput("pairs");
    boolean chosen = threshold.isPresent() || embedder.isPresent();
    EmbedderKind kind = embedder.orElse(EmbedderKind.MINILM);
    if (path.isPresent() && !(chosen && kind == EmbedderKind.MINILM)) {
      section.problem("path", "no such key unless curation.semantic.embedder is minilm");
    }
    if (pairs.isPresent() && !chosen) {
      section.problem("pairs", "curation.semantic.embedder or threshold too");
    }
    return chosen
        ? Optional.of(new SemanticConfig(threshold, kind, path, pairs))
        : Optional.empty();
  }
}
