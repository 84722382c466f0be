package org.wordsight.evaluate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestVivaAnnotation {
  private static final String ROW =
      """
      {"index": 7, "image_file": "7.jpg", "category": "[Child Safety]",
       "situation_description": "A child is alone.", "action_answer": "Answer: C",
       "action_list": ["A. Wait.", "B. Help.", "C. Ask."], "answer": "C"}""";

  @Test
  void readsARowUnchanged() throws IOException {
    VivaItem item = quirks().items().get(0);

    assertThat(item.id()).isEqualTo("1");
    assertThat(item.imageFile()).isEqualTo("1.jpg");
    assertThat(item.category()).isEqualTo("[Child Safety]");
    assertThat(item.situation()).contains("A child has lost its way.");
    assertThat(item.options()).startsWith("A. Wait.", "B.  Help the child.");
    assertThat(item.optionTexts())
        .containsEntry("B", "Help the child.")
        .containsEntry("D", "Leave’s best.");
    assertThat(item.gold()).contains("B");
    assertThat(item.repair()).isEqualTo(RepairKind.NONE);
  }

  @Test
  void recoversANullAnswerFromTheLastLineOfTheActionText() throws IOException {
    VivaItem item = quirks().items().get(1);

    assertThat(item.gold()).isEmpty();
    assertThat(item.goldRepaired()).isEqualTo("D");
    assertThat(item.repair()).isEqualTo(RepairKind.ANSWER_RECOVERED);
  }

  @Test
  void readsABareNanAsAMissingText() throws IOException {
    assertThat(quirks().items().get(1).situation()).isEmpty();
  }

  @Test
  void keepsAndMarksARowThatLostItsGoldOption() throws IOException {
    VivaItem item = quirks().items().get(2);

    assertThat(item.options()).hasSize(4).first().isEqualTo("B. Wait.");
    assertThat(item.goldRepaired()).isEqualTo("A");
    assertThat(item.repair()).isEqualTo(RepairKind.GOLD_OPTION_LOST);
  }

  @Test
  void keepsARowWithTwoEqualOptions() throws IOException {
    assertThat(quirks().items().get(3).repair()).isEqualTo(RepairKind.NONE);
    assertThat(quirks().broken()).isEmpty();
  }

  @ParameterizedTest(name = "{1} instead of {0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"C\"} | \"F\"} | bad-answer | answer is \"F\", expected a letter A to E, or null",
        "\"C\"} | 3} | bad-answer | answer is 3, expected a letter A to E, or null",
        "\"C\"} | \"D\"} | bad-answer | answer is \"D\", expected the letter of an option in action_list",
        "\"7.jpg\" | \"../7.jpg\" | bad-image-file | image_file is \"../7.jpg\", expected a path inside the image folder",
        "\"7.jpg\" | \"/etc/7.jpg\" | bad-image-file | image_file is \"/etc/7.jpg\", expected a path inside the image folder",
        "\"7.jpg\" | \"a/../../7.jpg\" | bad-image-file | image_file is \"a/../../7.jpg\", expected a path inside the image folder",
        "\"7.jpg\" | null | bad-image-file | image_file is null, expected a text",
        "\"[Child Safety]\" | [] | bad-category | category is [], expected a text",
        "\"A. Wait.\" | \"Wait.\" | bad-action-list | action_list is [\"Wait.\",\"B. Help.\",\"C. Ask.\"], expected texts that start with \"A.\" to \"E.\" in ascending order",
        "\"A. Wait.\" | \"C. Wait.\" | bad-action-list | action_list is [\"C. Wait.\",\"B. Help.\",\"C. Ask.\"], expected texts that start with \"A.\" to \"E.\" in ascending order",
        "7.jpg\", \"category\" | 7.jpg\", \"kind\" | bad-category | category is missing, expected a text"
      })
  void separatesABrokenRowWithItsFieldAndValueAndKeepsTheRest(
      String from, String to, String reason, String detail) throws IOException {
    String broken = ROW.replace(from, to);
    String other = ROW.replace("\"index\": 7", "\"index\": 8").replace("7.jpg", "8.jpg");
    VivaAnnotation annotation = read("[" + broken + "," + other + "]");

    assertThat(annotation.items()).extracting(VivaItem::id).containsExactly("8");
    BrokenRow row = annotation.broken().get(0);
    assertThat(row.sourceId()).isEqualTo("7");
    assertThat(row.reason()).isEqualTo(reason);
    assertThat(row.detail()).isEqualTo("row 1, index 7: " + detail);
    assertThat(row.raw()).startsWith("{\"index\":7");
  }

  @Test
  void namesTheRowIfTheIndexItselfIsBroken() throws IOException {
    VivaAnnotation annotation =
        read("[" + ROW + "," + ROW.replace("\"index\": 7", "\"index\": \"x\"") + ", 12]");

    assertThat(annotation.broken())
        .extracting(BrokenRow::sourceId, BrokenRow::detail)
        .containsExactly(
            tuple("row 2", "index is \"x\", expected a whole number"),
            tuple("row 3", "row 3 is 12, expected a JSON object"));
  }

  @Test
  void separatesARowThatRepeatsAnIndexOrAnImage() throws IOException {
    VivaAnnotation annotation =
        read("[" + ROW + "," + ROW + "," + ROW.replace("\"index\": 7", "\"index\": 8") + "]");

    assertThat(annotation.items()).hasSize(1);
    assertThat(annotation.broken())
        .extracting(BrokenRow::reason)
        .containsExactly("bad-index", "bad-image-file");
  }

  @Test
  void namesThePlaceWhereAFileIsNoJson() {
    assertThatThrownBy(() -> read("[\n" + ROW + ",\n{\"index\": }]"))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith(
            "Cannot read the annotation: test.json is not JSON at line 5, column");
  }

  @Test
  void refusesAFileThatHoldsNoItems(@TempDir Path folder) {
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("test.json is an empty list");
    assertThatThrownBy(() -> read("{\"a\": 1}")).hasMessageContaining("is not a JSON list");
    assertThatThrownBy(() -> VivaAnnotation.read(folder.resolve("none.json")))
        .hasMessageContaining("none.json does not exist");
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }

  private static VivaAnnotation read(String json) throws IOException {
    return VivaAnnotation.read(new ByteArrayInputStream(json.getBytes(UTF_8)), "test.json");
  }

  private static VivaAnnotation quirks() throws IOException {
    try (InputStream in =
        TestVivaAnnotation.class.getResourceAsStream("/evaluate/annotation.json")) {
      VivaAnnotation annotation = VivaAnnotation.read(in, "annotation.json");
      assertThat(annotation.items())
          .extracting(VivaItem::id)
          .isEqualTo(List.of("1", "2", "3", "4"));
      return annotation;
    }
  }
}
