package org.wordsight.jobs.table;

/**
 * A figure about curation.
 *
 * @param measure funnel, s-curve, recall or work
 * @param key the counted thing; for the S-curve, a similarity
 * @param value a count; for the S-curve and recall, a fraction of 1
 */
public record CurationStatRow(String measure, String key, double value) {
  public static final Table<CurationStatRow> TABLE =
      Table.of("curation_stats", 1, CurationStatRow.class);
}
