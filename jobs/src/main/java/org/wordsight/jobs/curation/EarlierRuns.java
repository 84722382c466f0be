package org.wordsight.jobs.curation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wordsight.config.Identity;
import org.wordsight.config.SelectionConfig.AllRuns;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.config.SelectionConfig.NamedRuns;
import org.wordsight.dedup.MeaningRule;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.RunState;

/**
 * The runs of the warehouse that a run is compared with, as its run file wants them. "All" leaves
 * out the runs that began later.
 *
 * @param own the state of the run that is compared
 */
record EarlierRuns(HistoryRuns wanted, RunState own, EarlierMeanings meanings) {
  /** The name of a curation's publication. */
  static final String PART = "curate";

  private static final Comparator<RunState> OLDEST_FIRST =
      Comparator.comparing((RunState state) -> Instant.parse(state.startedAt()))
          .thenComparing(RunState::id);

  private static final List<String> TEXTS = List.of("curation.nearDuplicate.", "curation.rougeL.");
  private static final String MEANINGS = "curation.semantic.";

  /** The keys that decide the threshold in use. */
  private static final Set<String> THRESHOLD = Set.of(MEANINGS + "threshold", MEANINGS + "pairs");

  /**
   * Chooses runs, in the order in which they began.
   *
   * @param known all runs of the warehouse
   * @throws WordsightException exit code 2 where a run kept questions by other rules; 3 where a run
   *     compared meanings by another model, or where a named run has no curation
   */
  List<RunState> choose(Collection<RunState> known) {
    List<RunState> runs = new ArrayList<>();
    if (wanted instanceof NamedRuns named) {
      Map<String, RunState> states =
          known.stream().collect(Collectors.toMap(RunState::id, Function.identity()));
      named.ids().forEach(id -> runs.add(named(id, Optional.ofNullable(states.get(id)))));
    } else if (wanted instanceof AllRuns) {
      known.stream()
          .filter(state -> state.hasPublished(PART) && OLDEST_FIRST.compare(state, own) < 0)
          .forEach(runs::add);
    }
    runs.sort(OLDEST_FIRST);
    runs.forEach(this::requireSameRules);
    return runs;
  }

  private RunState named(String id, Optional<RunState> state) {
    if (id.equals(own.id())) {
      throw cannotCompare(id, "it is this run itself");
    }
    RunState found = state.orElseThrow(() -> cannotCompare(id, "the warehouse has no such run"));
    if (!found.hasPublished(PART)) {
      throw cannotCompare(id, "it has published no curation");
    }
    return found;
  }

  private static WordsightException cannotCompare(String id, String why) {
    return WordsightException.input(
        "Cannot compare with run %s: %s. Name other runs in curation.history.runs."
            .formatted(id, why));
  }

  private void requireSameRules(RunState other) {
    Optional<MeaningRule> theirMeaning = meanings.of(other);
    OptionalDouble threshold = meanings.threshold(other, theirMeaning);
    List<String> differences =
        new ArrayList<>(keyDifferences(other, theirMeaning.isPresent(), threshold.isPresent()));
    meanings.thresholdDifference(threshold, theirMeaning).ifPresent(differences::add);
    boolean isOfRunFile = !differences.isEmpty();
    meanings.embedderDifference(theirMeaning).ifPresent(differences::add);
    if (!differences.isEmpty()) {
      throw new WordsightException(
          isOfRunFile ? ExitCode.USAGE : ExitCode.INPUT,
          "Cannot compare with run %s: %s. %s, name other runs in curation.history.runs, or use another warehouse."
              .formatted(
                  other.id(),
                  String.join("; ", differences),
                  isOfRunFile ? "Set the same values" : "Use the same model"));
    }
  }

  /** The keys that differ. Keys of meanings count only where the rule in use is unknown. */
  private List<String> keyDifferences(
      RunState other, boolean isMeaningKnown, boolean isThresholdKnown) {
    Map<String, String> ours = Identity.stored(own.identity()).values();
    Map<String, String> theirs = Identity.stored(other.identity()).values();
    return ours.keySet().stream()
        .filter(
            key ->
                TEXTS.stream().anyMatch(key::startsWith)
                    || (!isMeaningKnown
                        && key.startsWith(MEANINGS)
                        && !(isThresholdKnown && THRESHOLD.contains(key))))
        .filter(key -> !ours.get(key).equals(theirs.get(key)))
        .map(
            key ->
                "%s is %s there, expected %s as in this run"
                    .formatted(key, theirs.get(key), ours.get(key)))
        .toList();
  }
}
