package org.wordsight.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.json.Json;

class TestAnswerExtractor {
  private static final Map<String, String> OPTIONS =
      Map.of(
          "A", "Take no action.",
          "B", "Call an ambulance.",
          "C", "Call an ambulance and wait with him.",
          "D", "Take no action.",
          "E", "Take a picture.");

  private static final Map<String, String> FIVE_OPTIONS =
      Map.of(
          "A", "Kindly ask whether they need a hand.",
          "B", "Call the emergency services at once.",
          "C", "Take a photo for social media.",
          "D", "Tell the manager about the spill.",
          "E", "Take no action.");

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
  void givesTheLetterEvenIfTheItemLostItsOption() {
    Map<String, String> withoutB = Map.of("A", "Wait.", "C", "Shout.");
    assertThat(AnswerExtractor.extract("B.", withoutB).letter()).isEqualTo("B");
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @MethodSource("commitments")
  void readsTheLetterToWhichATextCommits(String kind, String text, String letter) {
    assertThat(AnswerExtractor.extract(text, FIVE_OPTIONS).letter()).isEqualTo(letter);
  }

  @Test
  void readsTheAnswersThatModelsGave() throws IOException {
    SoftAssertions all = new SoftAssertions();
    for (JsonNode each : Json.mapper().readTree(resource("answers-and-their-letters.json"))) {
      Map<String, String> options = new TreeMap<>();
      each.get("options")
          .properties()
          .forEach(option -> options.put(option.getKey(), option.getValue().textValue()));
      String answer = each.get("answer").textValue();
      all.assertThat(AnswerExtractor.extract(answer, options).letter())
          .as(answer)
          .isIn(List.of(each.get("expected").textValue().split(" or ")));
    }
    all.assertAll();
  }

  @Test
  void readsALongTextAsItReadsAShortOne() {
    String discussion = "Option A might be kind, but it is not the best option, and so on. ";
    assertThat(AnswerExtractor.extract(discussion.repeat(300) + "So the answer is B.", OPTIONS))
        .isEqualTo(new ExtractedAnswer("B", "declared"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<answer>",
        "[",
        "{\"answer\": ",
        "wait, ",
        "the best ",
        "so ",
        "A, ",
        "B. ",
        "( ",
        "<think>"
      })
  @Timeout(20)
  void endsOnRepetitions(String part) {
    assertThatCode(() -> AnswerExtractor.extract(part.repeat(2_000), OPTIONS))
        .doesNotThrowAnyException();
  }

  static Stream<Object[]> answers() throws IOException {
    return rows("answers.tsv")
        .map(cells -> new Object[] {cells[0].replace("\\n", "\n"), cells[1], cells[2]});
  }

  static Stream<Object[]> commitments() throws IOException {
    return rows("commitments.tsv")
        .map(cells -> new Object[] {cells[0], cells[1].replace("\\n", "\n"), cells[2]});
  }

  private static Stream<String[]> rows(String name) throws IOException {
    return resource(name)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", -1));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = TestAnswerExtractor.class.getResourceAsStream("/evaluate/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
