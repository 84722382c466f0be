package org.wordsight.train;

import java.util.Arrays;
import java.util.List;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Message;
import org.wordsight.chat.Tokenizer;
import org.wordsight.config.TrainingConfig.AnswerForm;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.prompt.TrainingPrompt;

/**
 * Turns a question into a training sample: the student's own chat template around the prompt, then
 * the answer and the template's end of turn. The answer and the end of turn carry the loss.
 *
 * <p>Prompt and target are tokenised separately, as when the student answers: the tokens of a
 * prompt never depend on the text after it.
 */
public final class TrainingText {
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final TrainingPrompt prompt;
  private final AnswerForm answerForm;
  private final String endOfTurn;

  /**
   * @throws WordsightException if the template writes nothing after an assistant's words, since the
   *     student could not learn to stop
   */
  public TrainingText(
      ChatTemplate template, Tokenizer tokenizer, TrainingPrompt prompt, AnswerForm answerForm) {
    this.template = template;
    this.tokenizer = tokenizer;
    this.prompt = prompt;
    this.answerForm = answerForm;
    this.endOfTurn = template.endOfTurn();
    if (endOfTurn.isEmpty()) {
      throw WordsightException.input(
          "Cannot train the student: its chat template writes nothing after an assistant's words,"
              + " expected an end-of-turn token. Use the chat template of an instruct model.");
    }
  }

  /** The rendered prompt, with the template's generation prompt. */
  public String prompt(Question question) {
    return template.prompt(List.of(Message.user(prompt.render(question))));
  }

  /** The text with loss, with the end of turn. */
  public String target(Question question) {
    String answer =
        switch (answerForm) {
          case LETTER -> question.answer();
          case LETTER_AND_TEXT -> question.answer() + ". " + question.answerText();
        };
    return answer + endOfTurn;
  }

  /**
   * @param id names the sample
   */
  public TrainingExample example(String id, Question question) {
    int[] promptIds = tokenizer.encode(prompt(question));
    int[] targetIds = tokenizer.encode(target(question));
    int[] ids = Arrays.copyOf(promptIds, promptIds.length + targetIds.length);
    System.arraycopy(targetIds, 0, ids, promptIds.length, targetIds.length);
    return new TrainingExample(id, ids, promptIds.length);
  }
}
