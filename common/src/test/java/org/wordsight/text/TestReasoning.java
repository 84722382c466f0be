package org.wordsight.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestReasoning {
  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      emptyValue = "",
      value = {
        "B | B",
        "<think>a</think>B | B",
        "<think>a</think>B<think>c</think>D | BD",
        "<think>a<think>b</think>c</think>B | B",
        "<think>a<thinking>b</think>B | B",
        "<think>a</thinking>b</think>B | B",
        "a</think>B | B",
        "<think>a | ''",
        "B<think>a | B",
        "<think>a<think>b</think>c | ''",
        "<THINK>a</Think>B | B",
        "<think >a</ think>B | B",
        "[THINK]a[/THINK]B | B",
        "[think]B | [think]B",
        "I <b>think</b> B | I <b>think</b> B",
        "<thinker>B | <thinker>B",
        "<answer>B</answer> | <answer>B</answer>",
      })
  void keepsTheAnswerItself(String text, String said) {
    assertThat(Reasoning.removed(text)).isEqualTo(said);
  }
}
