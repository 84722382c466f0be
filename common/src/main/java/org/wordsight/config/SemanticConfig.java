package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How questions are compared by meaning.
 *
 * @param threshold two questions whose vectors have this cosine or more are duplicates; absent
 *     where the calibration chooses it
 * @param embedder makes the vectors
 * @param path of a sentence encoder; absent where it is on the class path, or none is needed
 * @param pairs labelled pairs of texts for the calibration; absent where it makes its own
 */
public record SemanticConfig(
    OptionalDouble threshold,
    EmbedderKind embedder,
    Optional<Location> path,
    Optional<Location> pairs) {
  private static final Range COSINE = Range.number(0.1, 1);

  /** What makes vectors of texts. */
  public enum EmbedderKind {
    /** all-MiniLM-L6-v2, or another sentence encoder in ONNX's format. */
    MINILM,
    /** The student's language part. */
    STUDENT,
    /** The words of a text, without any model. */
    WORDS
  }

  /** Absent where questions are not compared by meaning. */
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
