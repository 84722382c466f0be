package org.wordsight.prompt;

import java.util.Map;
import org.wordsight.data.Question;

/** The prompt for a student in training, or a judge: situation, question and options in text. */
public record TrainingPrompt(PromptTemplate template) {

  public String render(Question question) {
    return template.render(
        Map.of(
            "{situation}", question.situation(),
            "{question}", question.question(),
            "{options}", question.optionLines()));
  }
}
