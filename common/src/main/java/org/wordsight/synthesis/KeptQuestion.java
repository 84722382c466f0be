package org.wordsight.synthesis;

import java.io.Serializable;
import org.wordsight.data.Question;
import org.wordsight.data.Sha256;

/**
 * A question that curation kept.
 *
 * @param clusterId the question's cluster of duplicates
 */
public record KeptQuestion(String candidateId, String clusterId, Question question)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int ID_DIGITS = 32;

  /** The hash of the question's own text. The same question has the same id in every run. */
  public String sampleId() {
    Sha256 hash = new Sha256().add(question.situation()).add(question.question());
    question.options().forEach(hash::add);
    return hash.add(question.answer()).add(question.rationale()).hex().substring(0, ID_DIGITS);
  }
}
