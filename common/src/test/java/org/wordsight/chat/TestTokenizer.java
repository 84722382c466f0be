package org.wordsight.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.error.WordsightException;

/** Compares the tokenizer with ids and texts of transformers. */
class TestTokenizer {
  record Case(String family, ChatCases.Encoded encoded) {}

  static Stream<Case> cases() {
    return ChatCases.read().tokenizers().entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(encoded -> new Case(e.getKey(), encoded)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void givesTheIdsAndTheTextOfTransformers(Case stored) {
    try (Tokenizer tokenizer = Tokenizer.load(ChatCases.folder(stored.family()))) {
      stored
          .encoded()
          .text()
          .ifPresent(
              text -> assertThat(tokenizer.encode(text)).containsExactly(stored.encoded().ids()));
      assertThat(tokenizer.decode(stored.encoded().ids())).isEqualTo(stored.encoded().decoded());
    }
  }

  @Test
  void knowsTheIdOfATextThatIsOneToken() {
    try (Tokenizer tokenizer = Tokenizer.load(ChatCases.folder("qwen"))) {
      assertThat(tokenizer.id("<|im_end|>")).hasValue(tokenizer.encode("x<|im_end|>")[1]);
      assertThat(tokenizer.id("<|eot_id|>")).isEmpty();
    }
  }

  @Test
  void saysThatTheFileIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("there is no tokenizer.json");
  }

  @Test
  void saysThatTheFileIsBroken(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": ");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("it is no valid tokenizer");
  }
}
