package org.wordsight.synthesis;

import org.wordsight.config.SynthesisConfig.Rule;
import org.wordsight.data.Question;
import org.wordsight.dedup.Words;

/** Checks beyond validity that a run file can ask for ({@code synthesis.rules}). */
final class QuestionRules {
  private QuestionRules() {}

  static void check(Rule rule, Question question) throws Refusal {
    switch (rule) {
      case RATIONALE_NAMES_ANSWER -> requireAnswerInRationale(question);
    }
  }

  /**
   * The rationale must contain the words of the right option in one sequence. A teacher that
   * reasons before it picks a letter names the right action, even if it then picks a wrong letter.
   * The rule finds such questions without knowing the right answer.
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
