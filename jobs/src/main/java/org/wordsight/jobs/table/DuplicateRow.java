package org.wordsight.jobs.table;

/**
 * A candidate that was dropped as a duplicate. {@code keptId} is the id of a candidate among the
 * samples, or {@code seed:<n>}. For a question of an earlier run, it is {@code <run id>/<candidate
 * id>}. {@code method} is exact, near, semantic or history.
 *
 * @param rule the measure of the score: exact, shingles, rouge-l or cosine
 */
public record DuplicateRow(
    String candidateId, String keptId, String method, double score, String rule) {
  public static final Table<DuplicateRow> TABLE =
      Table.of("duplicates", 2, DuplicateRow.class)
          .withOlderRows("rule", "if(method = 'near', 'shingles', method)");
}
