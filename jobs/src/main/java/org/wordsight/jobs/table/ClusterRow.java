package org.wordsight.jobs.table;

/**
 * Questions that are joined by duplicates. The split puts all of them into one part.
 *
 * @param clusterId the candidate of smallest rank
 * @param kept the number of kept questions, surplus included
 * @param duplicates the number of candidates that repeat the kept questions
 */
public record ClusterRow(String clusterId, int kept, int duplicates) {
  public static final Table<ClusterRow> TABLE = Table.of("clusters", 1, ClusterRow.class);
}
