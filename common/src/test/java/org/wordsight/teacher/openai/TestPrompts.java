package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestPrompts {
  private static final String PROMPT =
      "Now your task is to create more complex questions.\nEach question contains a \"situation\" and an answer.";

  @Test
  void areHiddenIfAnEndpointRepeatsThem() {
    assertThat(Prompts.hide("bad input: " + PROMPT + " end", PROMPT))
        .isEqualTo("bad input: [prompt] end");
    assertThat(
            Prompts.hide(
                "input: {\"content\": \"Now your task is to create more complex questions.\\nEach question contains a \\\"situ",
                PROMPT))
        .isEqualTo("input: {\"content\": \"[prompt]");
  }

  @Test
  void doNotChangeOtherWords() {
    assertThat(Prompts.hide("Each question contains a flaw.", PROMPT))
        .isEqualTo("Each question contains a flaw.");
  }
}
