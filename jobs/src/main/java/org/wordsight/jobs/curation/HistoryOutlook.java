package org.wordsight.jobs.curation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.wordsight.config.SelectionConfig.HistoryRuns;
import org.wordsight.dedup.MeaningRule;
import org.wordsight.embed.EmbedderIdentity;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * The runs with which a run is or would be compared, as far as this is known without reading their
 * questions.
 *
 * @param runs the ids, in the order in which the runs began
 * @param withoutVectors the ids of runs that published no vectors; empty where meanings are not
 *     compared
 * @param threshold by which the runs compared meanings; absent where no run names it
 */
public record HistoryOutlook(
    List<String> runs, List<String> withoutVectors, OptionalDouble threshold) {

  public HistoryOutlook {
    runs = List.copyOf(runs);
    withoutVectors = List.copyOf(withoutVectors);
  }

  /**
   * @param own the run's state
   * @param embedder absent where the run compares no meanings
   * @param threshold absent where the calibration will choose it
   * @throws org.wordsight.error.WordsightException as {@link RunHistory#open}, as far as faults are
   *     known without the questions
   */
  public static HistoryOutlook of(
      HistoryRuns wanted,
      RunState own,
      Warehouse warehouse,
      Optional<EmbedderIdentity> embedder,
      OptionalDouble threshold) {
    EarlierMeanings meanings =
        new EarlierMeanings(
            warehouse,
            embedder.map(known -> new EarlierMeanings.Ours(known.text(), threshold)),
            state -> OptionalDouble.empty());
    List<RunState> all = warehouse.runs();
    List<RunState> chosen =
        new HistoryList(warehouse, own)
            .find()
            .map(list -> logged(list, all))
            .orElseGet(() -> new EarlierRuns(wanted, own, meanings).choose(all));
    List<String> without = new ArrayList<>();
    List<MeaningRule> rules = new ArrayList<>();
    for (RunState state : chosen) {
      Optional<MeaningRule> rule = meanings.of(state);
      rule.ifPresent(rules::add);
      if (embedder.isPresent() && !(rule.isPresent() && hasSignatures(state))) {
        without.add(state.id());
      }
    }
    return new HistoryOutlook(
        chosen.stream().map(RunState::id).toList(),
        without,
        rules.stream().mapToDouble(MeaningRule::threshold).findFirst());
  }

  /** The runs of a list that the warehouse still has. */
  private static List<RunState> logged(List<RunHistory.Entry> list, List<RunState> all) {
    Map<String, RunState> states =
        all.stream().collect(Collectors.toMap(RunState::id, state -> state));
    return list.stream()
        .flatMap(entry -> Optional.ofNullable(states.get(entry.run())).stream())
        .toList();
  }

  private static boolean hasSignatures(RunState state) {
    return state.attachment(EarlierRuns.PART, RunHistory.SIGNATURES).isPresent();
  }
}
