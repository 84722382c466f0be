package org.wordsight.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestAnswerExtractor {
  private static final Map<String, String> OPTIONS =
      Map.of(
          "A", "Take no action.",
          "B", "Call an ambulance.",
          "C", "Call an ambulance and wait with him.",
          "D", "Take no action.",
          "E", "Take a picture.");

  @ParameterizedTest(name = "{0} -> {1} by {2}")
  @MethodSource("answers")
  void readsTheLetterByTheRuleOfTheTable(String text, String letter, String rule) {
    ExtractedAnswer answer = AnswerExtractor.extract(text, OPTIONS);

    assertThat(answer).isEqualTo(new ExtractedAnswer(letter, rule));
    assertThat(answer.valid()).isEqualTo(!letter.equals("INVALID"));
  }

  @Test
  void readsEveryOptionLineAsItsOwnLetter() {
    for (String letter : VivaItem.LETTERS) {
      String line = letter + ". " + OPTIONS.get(letter);
      assertThat(AnswerExtractor.extract(line, OPTIONS).letter()).as(line).isEqualTo(letter);
    }
  }

  @Test
  void givesTheLetterEvenWhereTheItemLostItsOption() {
    Map<String, String> withoutB = Map.of("A", "Wait.", "C", "Shout.");
    assertThat(AnswerExtractor.extract("B.", withoutB).letter()).isEqualTo("B");
  }

  static Stream<Object[]> answers() throws IOException {
    List<String> lines;
    try (InputStream in = TestAnswerExtractor.class.getResourceAsStream("/evaluate/answers.tsv")) {
      lines = new String(in.readAllBytes(), UTF_8).lines().toList();
    }
    return lines.stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", -1))
        .map(cells -> new Object[] {cells[0].replace("\\n", "\n"), cells[1], cells[2]});
  }
}
