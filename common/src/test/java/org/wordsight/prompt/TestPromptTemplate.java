package org.wordsight.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wordsight.data.Question;
import org.wordsight.error.WordsightException;
import org.wordsight.prompt.PromptTemplate.Purpose;

class TestPromptTemplate {
  private static final Question QUESTION =
      new Question("A \"fire\".", "What first?", List.of("Run", "Call $1"), "B", "It burns.");

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void hasThePapersTextForEveryPurpose(Purpose purpose) {
    PromptTemplate template = PromptTemplate.paper(purpose);
    assertThat(template.text()).isNotBlank().doesNotEndWith("\n");
  }

  @Test
  void rendersFigureFourWithFiveCandidates() {
    String prompt =
        new GenerationPrompt(PromptTemplate.paper(Purpose.GENERATION), 5)
            .render(List.of(QUESTION, QUESTION), Map.of());
    assertThat(prompt)
        .startsWith("Now your task is to create more complex decision-making questions")
        .endsWith(
            "\n\nNow generate 5 candidate question with answer."
                + " Your output should be presented as a JSON list:")
        .contains(
            "## Examples:\n"
                + QuestionJson.line(QUESTION)
                + "\n"
                + QuestionJson.line(QUESTION)
                + "\n\nNow");
  }

  @Test
  void writesAnExampleAsPythonDoes() {
    assertThat(QuestionJson.line(QUESTION))
        .isEqualTo(
            "{\"situation\": \"A \\\"fire\\\".\", \"question\": \"What first?\","
                + " \"options\": [\"A. Run\", \"B. Call $1\"],"
                + " \"rationale\": \"It burns.\", \"answer\": \"B\"}");
  }

  @Test
  void rendersATrainingSample() {
    assertThat(new TrainingPrompt(PromptTemplate.paper(Purpose.TRAINING)).render(QUESTION))
        .isEqualTo("A \"fire\".\n\nWhat first?\nA. Run\nB. Call $1\nJust output the choice:");
  }

  @Test
  void leavesOtherBracesAlone() {
    PromptTemplate template =
        PromptTemplate.of(Purpose.IMAGE, Optional.of("Answer as {\"letter\": …}: {options}"));
    assertThat(template.render(Map.of("{options}", "A. x {options}")))
        .isEqualTo("Answer as {\"letter\": …}: A. x {options}");
  }

  @Test
  void refusesAPromptWithoutANeededGap() {
    assertThatThrownBy(() -> new PromptTemplate(Purpose.TEXT, "Choose: {options}"))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot use the text prompt: {situation} is missing, expected {situation} and"
                + " {options}. Add it to the prompt.");
  }

  @Test
  void fillsTheGapsOfAxes() {
    PromptTemplate template =
        new PromptTemplate(
            Purpose.GENERATION, "{axis:tone}, {axis:people at work}, {x}, _example_, {axis:tone}");

    assertThat(PromptTemplate.axesIn(template.text())).containsExactly("tone", "people at work");
    assertThat(
            new GenerationPrompt(template, 5)
                .render(List.of(), Map.of("tone", "calm {count}", "people at work", "$1")))
        .isEqualTo("calm {count}, $1, {x}, , calm {count}");
  }
}
