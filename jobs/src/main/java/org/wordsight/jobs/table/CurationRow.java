package org.wordsight.jobs.table;

import java.util.Optional;

/**
 * The decision of curation about one candidate.
 *
 * @param verdict kept, duplicate, contaminated or surplus
 * @param clusterId the cluster of duplicates, named by one of its candidates; absent where
 *     contaminated
 */
public record CurationRow(String candidateId, String verdict, Optional<String> clusterId) {
  public static final Table<CurationRow> TABLE = Table.of("curation", 1, CurationRow.class);
}
