package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.wordsight.dedup.Rank;
import org.wordsight.jobs.curation.CurationResult;
import org.wordsight.synthesis.AxisSampler;

/** Counts the candidates, and the kept ones, for each value of each axis. */
public final class AxisUses {
  private AxisUses() {}

  /**
   * The counts, in the order of axes and values as texts.
   *
   * @param drawn the values of the axes by a request's ordinal
   */
  public static List<AxisSampler.Use> of(
      IntFunction<Map<String, String>> drawn, CurationResult curated) {
    Map<String, Map<String, AxisSampler.Use>> uses = new TreeMap<>();
    curated.forEachCandidate(
        (rank, isKept) ->
            drawn
                .apply(Rank.ordinal(rank))
                .forEach(
                    (axis, value) ->
                        uses.computeIfAbsent(axis, a -> new TreeMap<>())
                            .merge(
                                value,
                                new AxisSampler.Use(axis, value, 1, isKept ? 1 : 0),
                                (one, other) ->
                                    new AxisSampler.Use(
                                        axis,
                                        value,
                                        one.candidates() + other.candidates(),
                                        one.kept() + other.kept()))));
    List<AxisSampler.Use> all = new ArrayList<>();
    uses.values().forEach(byValue -> all.addAll(byValue.values()));
    return List.copyOf(all);
  }
}
