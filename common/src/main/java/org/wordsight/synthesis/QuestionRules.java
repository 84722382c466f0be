package org.wordsight.synthesis;

import org.wordsight.config.SynthesisConfig.Rule;
import org.wordsight.data.Question;
import org.wordsight.dedup.Words;

/** The checks beyond validity that a run file can ask for ({@code synthesis.rules}). */
final class QuestionRules {
  private QuestionRules() {}

  static void check(Rule rule, Question question) throws Refusal {
    switch (rule) {
      case RATIONALE_NAMES_ANSWER -> requireAnswerInRationale(question);
    }
  }

  /**
   * The words of the right option occur in the rationale, one after the other. A teacher that
   * reasons before it picks a letter names the right action even where it then picks a wrong
   * letter: this finds such items without knowing the truth.
   */
  private static void requireAnswerInRationale(Question question) throws Refusal {
    if (!Words.of(question.rationale()).contains(Words.of(question.answerText()))) {
      throw new Refusal(
          RejectionReason.RATIONALE_NAMES_ANSWER,
          "the rationale does not contain \"%s\", the text of option %s"
              .formatted(question.answerText(), question.answer()));
    }
  }
}
