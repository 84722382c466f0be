package org.wordsight.dedup;

import java.util.Objects;

/**
 * The rule by which two questions mean the same: their vectors have a cosine of at least a
 * threshold.
 *
 * @param embedder all that decides the vectors: the kind of embedder, how it reads texts, and the
 *     hash of its files
 * @param threshold the least cosine, above 0, at most 1
 */
public record MeaningRule(String embedder, double threshold) {
  public MeaningRule {
    Objects.requireNonNull(embedder, "it lacks the embedder");
  }
}
