package org.wordsight.jobs.curation;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.wordsight.dedup.MeaningRule;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * Compares how earlier runs compared meanings with how a run does. The model's content and the
 * threshold in use count, not their names in run files.
 *
 * @param ours absent where the run compares no meanings
 * @param measured reads the threshold that a run of an earlier version used; empty where its tables
 *     do not have it
 */
record EarlierMeanings(
    Warehouse warehouse, Optional<Ours> ours, Function<RunState, OptionalDouble> measured) {

  /**
   * How a run compares meanings.
   *
   * @param embedder as in {@link MeaningRule}
   * @param threshold absent where it is not measured yet
   */
  record Ours(String embedder, OptionalDouble threshold) {}

  /**
   * The rule that an earlier run published; absent where one of the two runs compared no meanings.
   */
  Optional<MeaningRule> of(RunState other) {
    return ours.flatMap(own -> FixedMeaning.published(warehouse, other));
  }

  /** The difference of the models, for a message. */
  Optional<String> embedderDifference(Optional<MeaningRule> theirs) {
    return theirs
        .map(MeaningRule::embedder)
        .filter(embedder -> !embedder.equals(ours.orElseThrow().embedder()))
        .map(
            embedder ->
                "the embedder of curation.semantic is %s there, expected %s as in this run"
                    .formatted(embedder, ours.orElseThrow().embedder()));
  }

  /**
   * The threshold that an earlier run used; empty where it is unknown or this run compares no
   * meanings.
   */
  OptionalDouble threshold(RunState other, Optional<MeaningRule> theirs) {
    if (ours.isEmpty()) {
      return OptionalDouble.empty();
    }
    return theirs
        .map(rule -> OptionalDouble.of(rule.threshold()))
        .orElseGet(() -> measured.apply(other));
  }

  /** The difference of the thresholds, for a message. Thresholds of two models are not compared. */
  Optional<String> thresholdDifference(OptionalDouble found, Optional<MeaningRule> theirs) {
    OptionalDouble own = ours.map(Ours::threshold).orElse(OptionalDouble.empty());
    if (own.isEmpty() || embedderDifference(theirs).isPresent()) {
      return Optional.empty();
    }
    return found.isEmpty() || found.getAsDouble() == own.getAsDouble()
        ? Optional.empty()
        : Optional.of(
            "curation.semantic.threshold is in effect %s there, expected %s as in this run"
                .formatted(found.getAsDouble(), own.getAsDouble()));
  }
}
