package org.wordsight.jobs.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import org.wordsight.dedup.Choice;
import org.wordsight.dedup.Clusters;
import org.wordsight.dedup.ContaminationIndex.Hit;
import org.wordsight.dedup.Rank;
import org.wordsight.jobs.table.ContaminationRow;
import org.wordsight.jobs.table.CurationRow;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.synthesis.RejectionReason;

/**
 * The decisions of curation, by rank.
 *
 * @param ids the id of each candidate
 * @param contaminated the hits of each candidate that repeats a benchmark
 * @param choices the decisions about all other candidates
 */
public record CurationResult(
    NavigableMap<Long, String> ids,
    NavigableMap<Long, List<Hit>> contaminated,
    NavigableMap<Long, Choice> choices,
    Clusters clusters) {

  private static final String STAGE = "curate";

  /** The number of kept candidates, without surplus. */
  public int kept() {
    return (int) choices.values().stream().filter(Choice.Kept.class::isInstance).count();
  }

  /** Whether a candidate is kept, by its rank. */
  boolean isKept(long rank) {
    return choices.get(rank) instanceof Choice.Kept;
  }

  public List<CurationRow> curationRows() {
    List<CurationRow> rows = new ArrayList<>();
    ids.forEach(
        (rank, id) ->
            rows.add(
                contaminated.containsKey(rank)
                    ? new CurationRow(id, "contaminated", Optional.empty())
                    : new CurationRow(
                        id,
                        verdict(choices.get(rank)),
                        Optional.of(ids.get(clusters.rootOf(rank))))));
    return rows;
  }

  private static String verdict(Choice choice) {
    if (choice instanceof Choice.Kept) {
      return "kept";
    }
    return choice instanceof Choice.Duplicate ? "duplicate" : "surplus";
  }

  public List<DuplicateRow> duplicateRows() {
    List<DuplicateRow> rows = new ArrayList<>();
    choices.forEach(
        (rank, choice) -> {
          if (choice instanceof Choice.Duplicate duplicate) {
            long kept = duplicate.keptRank();
            rows.add(
                new DuplicateRow(
                    ids.get(rank),
                    Rank.isSeed(kept) ? Rank.seedId(kept) : ids.get(kept),
                    duplicate.method().text(),
                    duplicate.score()));
          }
        });
    return rows;
  }

  public List<ContaminationRow> contaminationRows() {
    List<ContaminationRow> rows = new ArrayList<>();
    contaminated.forEach(
        (rank, hits) ->
            hits.forEach(
                hit ->
                    rows.add(
                        new ContaminationRow(
                            ids.get(rank),
                            hit.benchmark(),
                            hit.itemId(),
                            hit.field(),
                            hit.rule().text(),
                            hit.score(),
                            hit.span()))));
    return rows;
  }

  public List<RejectedRow> rejectedRows() {
    List<RejectedRow> rows = new ArrayList<>();
    choices.forEach(
        (rank, choice) -> {
          if (choice instanceof Choice.Surplus) {
            rows.add(surplus(rank, "kept, but beyond the number asked for"));
          } else if (choice instanceof Choice.SurplusDuplicate duplicate) {
            rows.add(surplus(rank, "a duplicate of " + ids.get(duplicate.surplusRank())));
          }
        });
    return rows;
  }

  /** The table {@code candidates} has the question itself. */
  private RejectedRow surplus(long rank, String detail) {
    return new RejectedRow(STAGE, ids.get(rank), RejectionReason.SURPLUS.text(), detail, "");
  }
}
