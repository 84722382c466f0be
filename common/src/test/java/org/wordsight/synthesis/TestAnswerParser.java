package org.wordsight.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wordsight.config.SynthesisConfig.Rule;
import org.wordsight.data.Candidate;

class TestAnswerParser {
  private static final String ID = "f00d";

  static Stream<String> answers() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".txt"))
          .map(name -> name.substring(0, name.length() - ".txt".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("answers")
  void readsWholeItemsAndSaysWhyOthersAreRefused(String name) throws Exception {
    String answer = Files.readString(folder().resolve(name + ".txt"));
    List<String> expected = Files.readAllLines(folder().resolve(name + ".expected"));
    assertThat(outcomes(new AnswerParser(Set.of()).parse(ID, 3, answer)))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void keepsTheRawTextOfRefusedItems() {
    String broken = "{\"situation\": \"s\", \"question\" \"q\"}, ";
    AnswerParser.Parsed parsed =
        new AnswerParser(Set.of()).parse(ID, 0, "[" + broken + item("B", "r") + "]");
    assertThat(parsed.rejections()).hasSize(1);
    assertThat(parsed.rejections().get(0).raw()).isEqualTo(broken);
    assertThat(parsed.rejections().get(0).sourceId()).isEqualTo("f00d-0");
    assertThat(parsed.candidates().get(0).id()).isEqualTo("f00d-1");
  }

  @Test
  void keepsOnlyAnswersThatTheRationaleNamesIfTheRuleAsksForIt() {
    String answer = item("B", "It burns, so: Help at once.") + item("A", "It burns, so help.");
    AnswerParser.Parsed parsed =
        new AnswerParser(Set.of(Rule.RATIONALE_NAMES_ANSWER)).parse(ID, 0, answer);
    assertThat(outcomes(parsed)).containsExactly("0 kept B call|help", "1 rationale-names-answer");
  }

  @Test
  void readsNothingMoreSlowlyThanItsLength() {
    String answer = "{\"situation\": ".repeat(5_000);
    assertThat(new AnswerParser(Set.of()).parse(ID, 0, answer).rejections()).hasSize(5_000);
  }

  private static String item(String answer, String rationale) {
    return "{\"situation\": \"s\", \"question\": \"q\", \"options\": [\"call\", \"help\"],"
        + " \"rationale\": \"%s\", \"answer\": \"%s\"}".formatted(rationale, answer);
  }

  private static List<String> outcomes(AnswerParser.Parsed parsed) {
    TreeMap<String, String> byPosition = new TreeMap<>();
    for (Candidate candidate : parsed.candidates()) {
      byPosition.put(
          Integer.toString(candidate.position()),
          "kept %s %s"
              .formatted(
                  candidate.question().answer(), String.join("|", candidate.question().options())));
    }
    for (Rejection rejection : parsed.rejections()) {
      String id = rejection.sourceId();
      String position = id.equals(ID) ? "-" : id.substring(ID.length() + 1);
      byPosition.put(position, rejection.reason().text());
    }
    return byPosition.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(TestAnswerParser.class.getResource("answers").toURI());
  }
}
