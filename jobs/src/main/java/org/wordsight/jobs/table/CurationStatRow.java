package org.wordsight.jobs.table;

/**
 * A figure about curation.
 *
 * @param measure funnel, s-curve, recall or work
 * @param key what is counted; of the S-curve, a similarity
 * @param value a count; of the S-curve and of recall, a share of 1
 */
public record CurationStatRow(String measure, String key, double value) {
  public static final Table<CurationStatRow> TABLE =
      Table.of("curation_stats", 1, CurationStatRow.class);
}
