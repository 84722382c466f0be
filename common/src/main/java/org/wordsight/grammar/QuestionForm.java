package org.wordsight.grammar;

import java.util.List;
import java.util.Optional;

/**
 * The form of a teacher's answer: a list of questions, written like the examples in the prompt. The
 * options have letters, and the answer is the letter of one of them. The answer comes after the
 * rationale, so that a teacher reasons before it decides.
 *
 * @param questions the most questions of an answer; there is at least one
 * @param fewestOptions of a question
 * @param mostOptions of a question
 * @param maximumNewTokens of an answer. Each question has an equal share of these tokens, and each
 *     text has a part of this share. A text that has used its part ends with its sentence.
 */
public record QuestionForm(int questions, int fewestOptions, int mostOptions, int maximumNewTokens)
    implements AnswerGrammar {
  private static final long serialVersionUID = 1L;

  /** English text has four to five characters a token. */
  private static final int CHARACTERS_A_TOKEN = 4;

  /** Tokens of a question's names, quotes and brackets; and of each option's. */
  private static final int STRUCTURE = 40;

  private static final int OPTION_STRUCTURE = 5;

  /** The fewest tokens with which a question's texts are useful. */
  private static final int LEAST_TEXT = 120;

  /** The most characters of a text's last sentence beyond the text's share. */
  private static final int LAST_SENTENCE = 300;

  /** A text's share, in hundredths of the tokens for a question's texts. */
  private static final int SITUATION = 40;

  private static final int QUESTION = 10;
  private static final int OPTIONS = 30;
  private static final int RATIONALE = 20;

  @Override
  public Optional<Schema> schema() {
    return Optional.of(list());
  }

  /** The schema of the whole answer. */
  public Schema list() {
    Schema.Fields question =
        new Schema.Fields(
            List.of(
                new Schema.Field("situation", text(SITUATION, 20, 48)),
                new Schema.Field("question", text(QUESTION, 8, 24)),
                new Schema.Field(
                    "options",
                    new Schema.Items(
                        text(OPTIONS / mostOptions, 1, 16), fewestOptions, mostOptions, true)),
                new Schema.Field("rationale", text(RATIONALE, 8, 32)),
                new Schema.Field("answer", new Schema.Letter())));
    return new Schema.Items(question, 1, questions, false);
  }

  /**
   * @param hundredths of the tokens for a question's texts
   * @param reservedTokens tokens for a sentence or two
   */
  private Schema.Text text(int hundredths, int fewest, int reservedTokens) {
    int structure = STRUCTURE + OPTION_STRUCTURE * mostOptions;
    int tokens = Math.max(LEAST_TEXT, maximumNewTokens / questions - structure);
    int enough = Math.max(2 * fewest, CHARACTERS_A_TOKEN * tokens * hundredths / 100);
    return new Schema.Text(
        fewest, enough, Math.min(enough + LAST_SENTENCE, Schema.Text.MOST), reservedTokens);
  }

  /** The fewest tokens of an answer in which one question is whole. */
  public long fewestTokens() {
    return Automaton.of(list()).fewestTokens();
  }
}
