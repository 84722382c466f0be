package org.wordsight.jobs.curation;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.wordsight.dedup.MeaningRule;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * How earlier runs compared meanings, beside how a run does. What counts is the model's content and
 * the threshold in use, and not how run files name them.
 *
 * @param ours absent where the run compares no meanings
 * @param measured the threshold that a run of an earlier version used, where its tables say it
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

  /** What an earlier run published; absent where one of the two compared no meanings. */
  Optional<MeaningRule> of(RunState other) {
    return ours.flatMap(own -> FixedMeaning.published(warehouse, other));
  }

  /** In what the models differ. */
  Optional<String> embedderDifference(Optional<MeaningRule> theirs) {
    return theirs
        .map(MeaningRule::embedder)
        .filter(embedder -> !embedder.equals(ours.orElseThrow().embedder()))
        .map(
            embedder ->
                "the embedder of curation.semantic is %s there, expected %s as in this run"
                    .formatted(embedder, ours.orElseThrow().embedder()));
  }

  /** The threshold that an earlier run used, where it is known and the run compares meanings. */
  OptionalDouble threshold(RunState other, Optional<MeaningRule> theirs) {
    if (ours.isEmpty()) {
      return OptionalDouble.empty();
    }
    return theirs
        .map(rule -> OptionalDouble.of(rule.threshold()))
        .orElseGet(() -> measured.apply(other));
  }

  /** In what the thresholds differ. Those of two models are not compared. */
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
