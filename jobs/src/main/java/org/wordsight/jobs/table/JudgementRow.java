package org.wordsight.jobs.table;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a judge answered to one question.
 *
 * @param judge the judge's name
 * @param answers letters; INVALID where the text names no option; the kind of failure where there
 *     is no answer
 * @param rawAnswers the judge's texts, in the same order
 * @param agreement the share of the answers that are the key
 * @param confidence the mean probability of the letters given
 * @param costMicrodollars what this run paid for these answers; 0 where another run paid
 */
public record JudgementRow(
    String candidateId,
    String judge,
    List<String> answers,
    List<String> rawAnswers,
    double agreement,
    OptionalDouble confidence,
    long costMicrodollars) {
  public static final Table<JudgementRow> TABLE = Table.of("judgements", 1, JudgementRow.class);
}
