package org.wordsight.jobs.table;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The answers of a judge to one question.
 *
 * @param judge the judge's name
 * @param answers letters; INVALID for a text that names no option; the kind of failure for an
 *     answer that is absent
 * @param rawAnswers the judge's texts, in the same order
 * @param agreement the share of the answers that are the key
 * @param confidence the mean probability of the given letters
 * @param costMicrodollars the cost of these answers to this run; 0 where another run paid
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
