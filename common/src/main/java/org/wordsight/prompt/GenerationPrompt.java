package org.wordsight.prompt;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wordsight.data.Question;

/**
 * What a teacher is asked: the paper's Figure 4 or a user's own words.
 *
 * @param questionsPerCall stands in the gap {@code {count}}, where the text has one
 */
public record GenerationPrompt(PromptTemplate template, int questionsPerCall) {

  /** The prompt's text with these examples, one JSON object a line, in this order. */
  public String render(List<Question> examples) {
    String lines = examples.stream().map(QuestionJson::line).collect(Collectors.joining("\n"));
    return template.render(
        Map.of("_example_", lines, "{count}", Integer.toString(questionsPerCall)));
  }
}
