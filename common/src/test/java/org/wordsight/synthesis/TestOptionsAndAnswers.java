package org.wordsight.synthesis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.data.Question;

/** Letters of options, answers that fit one of them or two, and drafts inside reasoning. */
class TestOptionsAndAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DRAFT = item("A bus is late.", List.of("A. Wait", "B. Run"), "B");
  private static final String ITEM = item("A man fell.", List.of("A. Call", "B. Film"), "A");

  @ParameterizedTest(name = "{0}, answer {1}: {2}")
  @MethodSource("lists")
  void removesOnlyLettersThatAreLabels(String options, String answer, String expected) {
    String item = item("A man fell.", List.of(options.split("\\|")), answer);

    assertThat(outcome(item)).isEqualTo(expected);
  }

  @Test
  void readsWhatTeachersWrote() throws IOException {
    for (JsonNode each : JSON.readTree(resource("teacher-answers.json"))) {
      String id = each.get("id").textValue();
      AnswerParser.Parsed parsed = parse(each.get("answer").textValue());
      JsonNode expected = each.get("expected");
      if (expected.isInt()) {
        assertThat(parsed.candidates()).as(id).hasSize(expected.intValue());
        assertThat(parsed.rejections()).as(id).isEmpty();
      } else if (expected.isArray()) {
        assertThat(parsed.candidates().get(0).question().options())
            .as(id)
            .isEqualTo(JSON.convertValue(expected, List.class));
      } else {
        assertThat(parsed.candidates()).as(id).isEmpty();
        assertThat("refused: " + parsed.rejections().get(0).detail())
            .as(id)
            .isEqualTo(expected.textValue());
        assertThat(parsed.rejections().get(0).reason()).isEqualTo(RejectionReason.AMBIGUOUS_ANSWER);
      }
    }
  }

  @Test
  void saysWhichOptionsShareTheAnswersText() {
    assertThat(
            parse(item("A man fell.", List.of("Call", "Call.", "Film"), "call"))
                .rejections()
                .get(0)
                .detail())
        .isEqualTo("answer is \"call\", which is the text of options A and B, expected one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>%s</think>",
        "<THINK>%s</THINK>\n",
        "<thinking>%s</thinking>",
        "<think>\nNot yet: %s\n</think>\n",
        "<think type=\"long\">%s</think>",
        "<reasoning>%s</reasoning>",
        "<thought>%s</thought>",
        "<reflection>%s</reflection>",
        "<analysis>%s</analysis>",
        "<scratchpad>%s</scratchpad>",
        "<seed:think>%s</seed:think>",
        "[THINK]%s[/THINK]",
        "<|think|>%s<|/think|>",
        "<|begin_of_thought|>%s<|end_of_thought|>",
        "<|START_THINKING|>%s<|END_THINKING|>",
        "◁think▷%s◁/think▷",
        "<unused94>thought\n%s<unused95>",
        "```thinking\n%s\n```\n",
        "%s</think>",
        "<think><think>a</think>%s</think>",
        "<think><reasoning>a</reasoning>%s</think>",
        "<think><reasoning>%s</think>",
        "<think>a</think><think>%s</think>",
        "<|channel|>analysis<|message|>%s<|end|><|start|>assistant<|channel|>final<|message|>",
        "analysis%sassistantfinal"
      })
  void makesNoQuestionOfADraft(String reasoning) {
    AnswerParser.Parsed parsed = parse(reasoning.replace("%s", DRAFT) + "[" + ITEM + "]");

    assertThat(parsed.candidates())
        .singleElement()
        .satisfies(kept -> assertThat(kept.question().situation()).isEqualTo("A man fell."));
    assertThat(parsed.rejections()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<think>",
        "<thinking>\n",
        "[THINK]",
        "<think>a<think>b</think>",
        "<|channel|>analysis"
      })
  void makesNoQuestionOfReasoningThatNeverEnds(String opening) {
    AnswerParser.Parsed parsed = parse(opening + DRAFT);

    assertThat(parsed.candidates()).isEmpty();
    assertThat(parsed.rejections())
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(RejectionReason.NO_ITEMS);
              assertThat(rejection.detail())
                  .isEqualTo("the answer holds no JSON object outside its reasoning");
              assertThat(rejection.raw()).isEqualTo(opening + DRAFT);
            });
  }

  @Test
  void keepsItemsBeforeReasoningThatFollowsThem() {
    assertThat(parse(ITEM + "<think>" + DRAFT + "</think>").candidates()).hasSize(1);
    assertThat(parse("I think of this: " + ITEM).candidates()).hasSize(1);
  }

  @Test
  void refusesAnItemThatIsNestedTooDeeply() {
    String deep = "{\"situation\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    AnswerParser.Parsed parsed = parse("[" + deep + ", " + ITEM + "]");

    assertThat(parsed.candidates()).hasSize(1);
    assertThat(parsed.rejections())
        .singleElement()
        .satisfies(
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(RejectionReason.BROKEN_JSON);
              assertThat(rejection.detail()).contains("depth");
            });
  }

  private static String outcome(String item) {
    AnswerParser.Parsed parsed = parse(item);
    if (parsed.candidates().isEmpty()) {
      return parsed.rejections().get(0).reason().text();
    }
    Question question = parsed.candidates().get(0).question();
    return String.join("|", question.options()) + " " + question.answer();
  }

  private static AnswerParser.Parsed parse(String answer) {
    return new AnswerParser(Set.of()).parse("f00d", 0, answer);
  }

  private static String item(String situation, List<String> options, String answer) {
    ObjectNode item = JSON.createObjectNode();
    item.put("situation", situation).put("question", "What should he do first?");
    options.forEach(item.putArray("options")::add);
    return item.put("answer", answer).toString();
  }

  static Stream<Arguments> lists() throws IOException {
    return resource("options.tsv")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t"))
        .map(cells -> Arguments.of((Object[]) cells));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = TestOptionsAndAnswers.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
