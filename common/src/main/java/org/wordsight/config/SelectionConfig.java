package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The settings that decide which of several duplicates is kept, and which earlier questions count
 * as kept.
 *
 * @param rougeL two candidates of this ROUGE-L or more are near duplicates; absent if it is not
 *     computed
 * @param keep which candidates of a wave are preferred: of two candidates, the first rule that
 *     prefers one decides
 * @param history the runs whose kept questions are not kept again
 */
public record SelectionConfig(OptionalDouble rougeL, List<KeepRule> keep, HistoryRuns history) {
  private static final Range SIMILARITY = Range.number(0.1, 1);
  private static final String RUN_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  /** A reason to prefer a candidate to another of its wave. */
  public enum KeepRule {
    /** The earlier one in the plan. It is always the last rule. */
    FIRST,
    /** The one with more words in its rationale. */
    LONGER_RATIONALE,
    /** The one whose letter fewer candidates before it have. */
    BALANCED_LETTER,
    /** The one on whose key more of the judge's answers agree. */
    JUDGE_AGREEMENT
  }

  /** The runs of the warehouse whose kept questions count as kept. */
  public sealed interface HistoryRuns {}

  /** No run. */
  public record NoRuns() implements HistoryRuns {}

  /** All runs that have published their curation when this run begins. */
  public record AllRuns() implements HistoryRuns {}

  /** These runs alone. Their order decides nothing. */
  public record NamedRuns(List<String> ids) implements HistoryRuns {
    public NamedRuns {
      ids = List.copyOf(ids);
    }
  }

  private enum Word {
    NONE,
    ALL
  }

  public SelectionConfig {
    keep = List.copyOf(keep);
  }

  /** The settings of a run file without these keys. */
  public static SelectionConfig usual() {
    return new SelectionConfig(OptionalDouble.empty(), List.of(KeepRule.FIRST), new NoRuns());
  }

  /** Whether candidates of a wave are decided in another order than the plan's. */
  public boolean prefers() {
    return !keep.equals(List.of(KeepRule.FIRST));
  }

  static SelectionConfig read(Section curation) {
    return new SelectionConfig(
        curation.section("rougeL").optionalNumber(RESULT, "threshold", SIMILARITY),
        readKeep(curation),
        readHistory(curation.section("history")));
  }

  private static List<KeepRule> readKeep(Section curation) {
    List<KeepRule> keep = curation.choices(RESULT, "keep", KeepRule.class, List.of(KeepRule.FIRST));
    int first = keep.indexOf(KeepRule.FIRST);
    if (keep.isEmpty() || (first >= 0 && first < keep.size() - 1)) {
      curation.problem("keep", "at least one rule, and first at the end, since it leaves no tie");
    }
    return keep;
  }

  private static HistoryRuns readHistory(Section history) {
    boolean isList = history.has("runs") && history.itemCount("runs") >= 0;
    if (!isList) {
      return switch (history.choice(RESULT, "runs", Word.NONE)) {
        case NONE -> new NoRuns();
        case ALL -> new AllRuns();
      };
    }
    List<String> ids = history.lines("runs");
    boolean areIds = ids.stream().allMatch(id -> id.matches(RUN_ID));
    if (ids.isEmpty() || !areIds || new HashSet<>(ids).size() < ids.size()) {
      history.problem("runs", "none, all, or a list of run ids, each once");
    }
    List<String> sorted = ids.stream().sorted().toList();
    history.rememberAs(RESULT, "runs", new ObjectMapper().valueToTree(ids), sorted.toString());
    return new NamedRuns(ids);
  }
}
