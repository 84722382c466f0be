package org.wordsight.jobs.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.wordsight.chat.Tokenizer;

class TestWordPrompts {
  @Test
  void givesPromptsOfTheWantedLengthThatBeginDifferently() {
    try (Tokenizer tokenizer = Tokenizer.load(Path.of("../conf/demo/teacher"))) {
      String first = WordPrompts.of(tokenizer, 0, 200);
      String second = WordPrompts.of(tokenizer, 1, 200);
      assertThat(tokenizer.encode(first)).hasSizeBetween(200, 208);
      assertThat(first).isEqualTo(WordPrompts.of(tokenizer, 0, 200));
      assertThat(first.split(" ", 2)[0]).isNotEqualTo(second.split(" ", 2)[0]);
    }
  }
}
