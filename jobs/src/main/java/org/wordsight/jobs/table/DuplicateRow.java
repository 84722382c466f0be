package org.wordsight.jobs.table;

/**
 * A candidate that was dropped as a duplicate. {@code keptId} is a candidate among the samples,
 * {@code seed:<n>}, or {@code <run id>/<candidate id>} of an earlier run. {@code method} is exact,
 * near, semantic or history.
 *
 * @param rule what the score is of: exact, shingles, rouge-l or cosine
 */
public record DuplicateRow(
    String candidateId, String keptId, String method, double score, String rule) {
  public static final Table<DuplicateRow> TABLE =
      Table.of("duplicates", 2, DuplicateRow.class)
          .withOlderRows("rule", "if(method = 'near', 'shingles', method)");
}
