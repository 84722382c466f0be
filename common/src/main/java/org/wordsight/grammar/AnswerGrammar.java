package org.wordsight.grammar;

import java.io.Serializable;
import java.util.Optional;

/** The form that the answers of a teacher in this process must have. */
public sealed interface AnswerGrammar extends Serializable
    permits AnswerGrammar.Free, QuestionForm {

  /** The schema; absent if answers may be anything. */
  Optional<Schema> schema();

  /** Anything that the model writes. */
  record Free() implements AnswerGrammar {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<Schema> schema() {
      return Optional.empty();
    }
  }
}
