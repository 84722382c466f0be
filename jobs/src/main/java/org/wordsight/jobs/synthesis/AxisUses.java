package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.Rank;
import org.wordsight.synthesis.AxisSampler;

/**
 * Counts candidates for each value of each axis: those without contamination, and the kept ones
 * among them.
 */
public final class AxisUses {
  private AxisUses() {}

  /**
   * The counts, in the order of axes and values as texts.
   *
   * @param drawn the values of the axes by a request's ordinal
   */
  public static List<AxisSampler.Use> of(
      IntFunction<Map<String, String>> drawn, Decisions decisions) {
    Map<String, Map<String, AxisSampler.Use>> uses = new TreeMap<>();
    for (int i = 0; i < decisions.count(); i++) {
      int kept = decisions.choice(i) instanceof Choice.Kept ? 1 : 0;
      drawn
          .apply(Rank.ordinal(decisions.rank(i)))
          .forEach(
              (axis, value) ->
                  uses.computeIfAbsent(axis, a -> new TreeMap<>())
                      .merge(
                          value,
                          new AxisSampler.Use(axis, value, 1, kept),
                          (one, other) ->
                              new AxisSampler.Use(
                                  axis,
                                  value,
                                  one.candidates() + other.candidates(),
                                  one.kept() + other.kept())));
    }
    List<AxisSampler.Use> all = new ArrayList<>();
    uses.values().forEach(byValue -> all.addAll(byValue.values()));
    return List.copyOf(all);
  }
}
