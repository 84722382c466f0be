package org.wordsight.jobs.table;

import java.util.List;

/**
 * A question that parsed and passed validation. Options are texts without letters; the id comes
 * from request and position, never from content.
 */
public record CandidateRow(
    String candidateId,
    String requestId,
    int position,
    String situation,
    String question,
    List<String> options,
    String answer,
    String rationale) {
  public static final Table<CandidateRow> TABLE = Table.of("candidates", 1, CandidateRow.class);
}
