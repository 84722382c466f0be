package org.wordsight.grammar;

import java.io.Serializable;
import java.util.Optional;

/** What the answers of a teacher that runs in this process are held to. */
public sealed interface AnswerGrammar extends Serializable
    permits AnswerGrammar.Free, QuestionForm {

  /** The schema; absent where answers may be anything. */
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
