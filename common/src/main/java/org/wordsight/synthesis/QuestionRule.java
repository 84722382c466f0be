package org.wordsight.synthesis;

import org.wordsight.data.Question;
import org.wordsight.dedup.Words;

/** Checks that a run file can ask for beyond validity ({@code synthesis.rules}). */
public enum QuestionRule {
  /**
   * The words of the right option occur in the rationale, one after the other. A teacher that
   * reasons before it picks a letter names the right action even where it then picks a wrong
   * letter: this finds such items without knowing the truth.
   */
  RATIONALE_NAMES_ANSWER {
    @Override
    void check(Question question) throws Refusal {
      if (!Words.of(question.rationale()).contains(Words.of(question.answerText()))) {
        throw new Refusal(
            RejectionReason.RATIONALE_NAMES_ANSWER,
            "the rationale does not contain \"%s\", the text of option %s"
                .formatted(question.answerText(), question.answer()));
      }
    }
  };

  abstract void check(Question question) throws Refusal;
}
