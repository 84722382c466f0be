package org.wordsight.jobs.table;

/**
 * Questions that are joined by duplicates. The split puts all of them into one part.
 *
 * @param clusterId its candidate of smallest rank
 * @param kept kept questions, surplus included
 * @param duplicates candidates that repeat them
 */
public record ClusterRow(String clusterId, int kept, int duplicates) {
  public static final Table<ClusterRow> TABLE = Table.of("clusters", 1, ClusterRow.class);
}
