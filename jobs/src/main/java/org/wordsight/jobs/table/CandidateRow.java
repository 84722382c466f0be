package org.wordsight.jobs.table;

import java.util.List;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;

/**
 * A question that parsed and passed validation. Options are texts without letters. The id is made
 * from request and position, never from the text.
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

  public static CandidateRow of(Candidate candidate) {
    Question asked = candidate.question();
    return new CandidateRow(
        candidate.id(),
        candidate.requestId(),
        candidate.position(),
        asked.situation(),
        asked.question(),
        asked.options(),
        asked.answer(),
        asked.rationale());
  }

  /** The question itself. */
  public Question content() {
    return new Question(situation, question, options, answer, rationale);
  }
}
