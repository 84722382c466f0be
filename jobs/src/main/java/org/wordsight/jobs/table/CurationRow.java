package org.wordsight.jobs.table;

import java.util.Optional;

/**
 * What curation decided about a candidate, one row each.
 *
 * @param verdict kept, duplicate, contaminated or surplus
 * @param clusterId names the duplicate cluster by one of its candidates; absent where contaminated
 */
public record CurationRow(String candidateId, String verdict, Optional<String> clusterId) {
  public static final Table<CurationRow> TABLE = Table.of("curation", 1, CurationRow.class);
}
