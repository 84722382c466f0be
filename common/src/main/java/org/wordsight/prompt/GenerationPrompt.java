package org.wordsight.prompt;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.wordsight.data.Question;

/**
 * The prompt for a teacher: the paper's Figure 4 or a user's own text.
 *
 * @param questionsPerCall fills the gap {@code {count}}, if the text has it
 */
public record GenerationPrompt(PromptTemplate template, int questionsPerCall)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The prompt's text with these examples, one JSON object a line, in this order.
   *
   * @param axes the value of each axis by its name; fills the gaps {@code {axis:name}}
   */
  public String render(List<Question> examples, Map<String, String> axes) {
    Map<String, String> gaps = new HashMap<>();
    gaps.put(
        "_example_", examples.stream().map(QuestionJson::line).collect(Collectors.joining("\n")));
    gaps.put("{count}", Integer.toString(questionsPerCall));
    axes.forEach((name, value) -> gaps.put(Axis.gap(name), value));
    return template.render(gaps);
  }
}
