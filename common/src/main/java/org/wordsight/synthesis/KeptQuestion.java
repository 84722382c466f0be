package org.wordsight.synthesis;

import java.io.Serializable;
import org.wordsight.data.Question;
import org.wordsight.data.Sha256;

/**
 * A question that curation kept.
 *
 * @param clusterId names the duplicate cluster that it belongs to
 */
public record KeptQuestion(String candidateId, String clusterId, Question question)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int ID_DIGITS = 32;

  /** The hash of the question's own text: the same question has it in every run. */
  public String sampleId() {
    Sha256 hash = new Sha256().add(question.situation()).add(question.question());
    question.options().forEach(hash::add);
    return hash.add(question.answer()).add(question.rationale()).hex().substring(0, ID_DIGITS);
  }
}
