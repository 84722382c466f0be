package org.wordsight.jobs.curation;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.wordsight.dedup.BandPlan;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.Decisions;
import org.wordsight.dedup.DuplicateRules;
import org.wordsight.dedup.KeptHistory;
import org.wordsight.dedup.SelectionFacts;
import org.wordsight.jobs.table.CurationStatRow;
import org.wordsight.jobs.table.HotBucketRow;

/**
 * The figures of curation: the number of candidates that each rule dropped, and facts about the
 * search.
 */
public final class CurationFigures {
  /** Points of the S-curve. */
  private static final int SIMILARITIES = 20;

  private final long candidates;
  private final long flagged;
  private final Decisions decisions;
  private final DuplicateRules rules;
  private final KeptHistory history;
  private final SelectionFacts facts;
  private final List<CurationStatRow> meaning;

  /**
   * @param meaning figures about the comparison of meanings
   */
  CurationFigures(
      long candidates,
      long flagged,
      Decisions decisions,
      DuplicateRules rules,
      KeptHistory history,
      SelectionFacts facts,
      List<CurationStatRow> meaning) {
    this.candidates = candidates;
    this.flagged = flagged;
    this.decisions = decisions;
    this.rules = rules;
    this.history = history;
    this.facts = facts;
    this.meaning = meaning;
  }

  public long candidates() {
    return candidates;
  }

  /** The number of candidates that a hit against a benchmark drops. */
  public long contaminated() {
    return candidates - decisions.count();
  }

  /** The number of kept candidates, without surplus. */
  public int kept() {
    return decisions.kept();
  }

  public int duplicates() {
    return decisions.duplicates();
  }

  public List<HotBucketRow> hotBuckets() {
    return facts.hotBuckets().stream()
        .map(
            bucket ->
                new HotBucketRow(HexFormat.of().toHexDigits(bucket.key()), bucket.questions()))
        .toList();
  }

  /** The funnel from candidates to samples, and facts about the search for near duplicates. */
  public List<CurationStatRow> stats() {
    List<CurationStatRow> rows = new ArrayList<>();
    rows.add(new CurationStatRow("funnel", "candidates", candidates()));
    rows.add(new CurationStatRow("funnel", "contaminated", contaminated()));
    rows.add(new CurationStatRow("funnel", "flagged", flagged));
    rows.add(new CurationStatRow("funnel", "exact", decisions.duplicates(Choice.Method.EXACT)));
    int rouge = decisions.duplicates(Choice.Method.ROUGE_L);
    int near = decisions.duplicates(Choice.Method.NEAR) + rouge;
    rows.add(new CurationStatRow("funnel", "near", near));
    rows.add(
        new CurationStatRow("funnel", "semantic", decisions.duplicates(Choice.Method.SEMANTIC)));
    rows.add(new CurationStatRow("funnel", "history", decisions.duplicatesOfHistory()));
    rows.add(new CurationStatRow("funnel", "surplus", decisions.surplus()));
    rows.add(new CurationStatRow("funnel", "kept", kept()));
    rows.add(new CurationStatRow("work", "compared", facts.compared()));
    rows.add(new CurationStatRow("work", "boilerplate", facts.boilerplate()));
    history
        .sources()
        .forEach(
            source ->
                rows.add(
                    new CurationStatRow("history", source.run(), source.signatures().questions())));
    rules.near().bands().ifPresent(bands -> addSearch(bands, rows));
    rows.addAll(meaning);
    return rows;
  }

  private void addSearch(BandPlan bands, List<CurationStatRow> rows) {
    rows.add(new CurationStatRow("work", "bands", bands.bands()));
    rows.add(new CurationStatRow("work", "rows", bands.rows()));
    for (int i = 1; i <= SIMILARITIES; i++) {
      double similarity = (double) i / SIMILARITIES;
      rows.add(
          new CurationStatRow(
              "s-curve",
              String.format(Locale.ROOT, "%.2f", similarity),
              bands.probability(similarity)));
    }
    rows.add(new CurationStatRow("recall", "pairs", facts.bruteForcePairs()));
    if (facts.bruteForcePairs() > 0) {
      double found = (double) facts.foundOfThem() / facts.bruteForcePairs();
      rows.add(new CurationStatRow("recall", "found", found));
    }
  }
}
