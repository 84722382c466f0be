package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;

/** Answers that are almost JSON, answers made to be slow, and what is read in them. */
class TestMalformedAnswers {
  private static final String ID = "f00d";
  private static final String ITEM =
      "{\"situation\": \"A man fell.\", \"question\": \"q\", \"options\": [\"call\", \"help\"],"
          + " \"answer\": \"B\"}";

  /** Some hundred times what a slow machine needs. A reader that goes back needs hours. */
  private static final Duration LONG = Duration.ofSeconds(30);

  record Malformed(
      String what,
      String raw,
      List<String> found,
      Optional<String> situation,
      Optional<String> rationale) {
    @Override
    public String toString() {
      return what;
    }
  }

  private record Entry(
      String what, String raw, List<String> found, String situation, String rationale) {}

  static Stream<Malformed> answers() throws IOException {
    try (InputStream in =
        TestMalformedAnswers.class.getResourceAsStream("malformed-answers.yaml")) {
      return new YAMLMapper()
          .readValue(in, new TypeReference<List<Entry>>() {}).stream()
              .map(
                  entry ->
                      new Malformed(
                          entry.what(),
                          entry.raw(),
                          entry.found(),
                          Optional.ofNullable(entry.situation()),
                          Optional.ofNullable(entry.rationale())));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void readsProvableItemsAndNamesTheRest(Malformed malformed) {
    AnswerParser.Parsed parsed = parse(malformed.raw());

    assertThat(found(parsed)).isEqualTo(malformed.found());
    malformed.situation().ifPresent(text -> assertThat(first(parsed).situation()).isEqualTo(text));
    malformed.rationale().ifPresent(text -> assertThat(first(parsed).rationale()).isEqualTo(text));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void readsTheItemsAroundABrokenOne(Malformed malformed) {
    List<String> found = found(parse(ITEM + "\n" + malformed.raw() + "\n" + ITEM));

    assertThat(found.get(0)).isEqualTo("kept B call|help");
    // A comment or a text that never ends hides what follows.
    assertThat(found.get(found.size() - 1)).isIn("kept B call|help", "cut-off", "broken-json");
  }

  @Test
  void holdsManyKindsOfFaults() throws IOException {
    assertThat(answers().map(Malformed::what)).hasSizeGreaterThan(80).doesNotHaveDuplicates();
  }

  @Test
  void readsAnItemAfterTenThousandBraces() {
    assertThat(found(quickly("{".repeat(10_000)))).containsExactly("no-items");
    assertThat(found(quickly("{".repeat(10_000) + " " + ITEM))).containsExactly("kept B call|help");
  }

  @Test
  void readsAnItemAfterDeepNesting() {
    String lists = "{\"a\": " + "[".repeat(300_000) + " ";
    String objects = "{\"a\": ".repeat(300_000);

    assertThat(found(quickly(lists + ITEM))).containsExactly("kept B call|help");
    assertThat(found(quickly(objects + ITEM))).containsExactly("kept B call|help");
  }

  @Test
  void readsEveryCharacterAboutOnce() {
    int size = 150_000;
    for (String piece :
        List.of(
            "{",
            "{\"",
            "{\"a\": \"",
            "{a: \"",
            "{'situation': \"",
            "{\"situation\": '",
            "\"",
            "\\",
            "{\"situation\": \"x\", ",
            "\"/*",
            "\",/*",
            "\" \"",
            "\"a\":",
            "{\\\"",
            "{ ",
            "<think ",
            "< ",
            " ",
            "[",
            "#",
            "{{",
            "{}",
            "“",
            "{“",
            "x",
            "{\"a\": {\"situation\": \"s\"}, ")) {
      String answer = "{\"situation\": \"" + piece.repeat(size / piece.length());
      assertThat(quickly(answer)).as(piece).isNotNull();
      assertThat(quickly(piece.repeat(size / piece.length()))).as(piece).isNotNull();
    }
  }

  @Test
  void readsAnItemAfterFiveMillionCharacters() {
    String pieces = "{\"situation\": \"He said \"no\", {x} ".repeat(5_000_000 / 34);

    List<String> found = found(quickly(pieces + ITEM));

    assertThat(found).hasSize(5_000_000 / 34 + 1).endsWith("broken-json", "kept B call|help");
  }

  @Test
  void refusesATextThatNoQuestionHas() {
    String item = ITEM.replace("A man fell.", "A man fell. ".repeat(400_000));
    AnswerParser.Parsed parsed = quickly(item);

    assertThat(parsed.rejections())
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(RejectionReason.TOO_LONG);
              assertThat(rejection.detail())
                  .isEqualTo("situation has 4,800,000 characters, expected at most 100,000");
            });
  }

  @Test
  void refusesCharactersThatAreNoText() {
    for (String unreadable : List.of("\u0000", "\u0001", "\u001f", "\ud83d", "\ude00")) {
      AnswerParser.Parsed parsed = parse(ITEM.replace("call", "ca" + unreadable + "ll") + ITEM);

      assertThat(found(parsed)).containsExactly("unreadable-character", "kept B call|help");
      assertThat(parsed.rejections().get(0).detail())
          .isEqualTo(
              "option A has the character U+%04X, which is no text"
                  .formatted((int) unreadable.charAt(0)));
    }
  }

  @Test
  void saysWhatAnIndexMayMean() {
    assertThat(
            parse(ITEM.replace("\"help\"]", "\"help\", \"wait\"]").replace("\"B\"", "1"))
                .rejections()
                .get(0)
                .detail())
        .isEqualTo("answer is 1, which is option B if the first is 0, and option A if it is 1");
  }

  private static AnswerParser.Parsed quickly(String answer) {
    return Assertions.assertTimeoutPreemptively(LONG, () -> parse(answer));
  }

  private static AnswerParser.Parsed parse(String answer) {
    return new AnswerParser(Set.of()).parse(ID, 0, answer);
  }

  private static Question first(AnswerParser.Parsed parsed) {
    return parsed.candidates().get(0).question();
  }

  private static List<String> found(AnswerParser.Parsed parsed) {
    TreeMap<Integer, String> byPosition = new TreeMap<>();
    for (Candidate candidate : parsed.candidates()) {
      byPosition.put(
          candidate.position(),
          "kept %s %s"
              .formatted(
                  candidate.question().answer(), String.join("|", candidate.question().options())));
    }
    for (Rejection rejection : parsed.rejections()) {
      String id = rejection.sourceId();
      byPosition.put(
          id.equals(ID) ? 0 : Integer.parseInt(id.substring(ID.length() + 1)),
          rejection.reason().text());
    }
    return List.copyOf(byPosition.values());
  }
}
