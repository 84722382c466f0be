package org.wordsight.evaluate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.wordsight.json.Json;

/**
 * An answer in a place made for it: a field of JSON, an answer tag, or LaTeX's {@code \boxed}. The
 * content is read as a text of its own, and the text around it is not read.
 */
final class MarkedAnswer {
  private static final JsonMapper JSON =
      Json.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build();

  private static final Set<String> FIELDS =
      Set.of(
          "answer",
          "finalanswer",
          "correctanswer",
          "bestanswer",
          "choice",
          "finalchoice",
          "bestchoice",
          "option",
          "bestoption",
          "correctoption",
          "selectedoption",
          "chosenoption",
          "selection",
          "selected",
          "letter",
          "action",
          "bestaction",
          "selectedaction",
          "decision",
          "prediction",
          "response",
          "output",
          "result");

  private static final Pattern TAG =
      Pattern.compile(
          "(?i)<\\s*(answer|final[_-]?answer|final|choice|option|selection)\\s*>([^<]*)");
  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\s*\\{([^{}]*)\\}?");

  private MarkedAnswer() {}

  /**
   * The letter of the marked answer, or the reason why it has none; absent if nothing is marked.
   */
  static Optional<String> read(String text, Map<String, String> options) {
    Set<String> letters = new TreeSet<>();
    Optional<String> problem = Optional.empty();
    for (String marked : marked(text)) {
      ExtractedAnswer answer = AnswerExtractor.read(marked, options);
      if (answer.valid()) {
        letters.add(answer.letter());
      } else {
        problem = Optional.of(answer.rule());
      }
    }
    return letters.isEmpty() ? problem : AnswerExtractor.oneOf(letters);
  }

  private static List<String> marked(String text) {
    List<String> inJson = inJson(text);
    if (!inJson.isEmpty()) {
      return inJson;
    }
    List<String> inTags = groups(TAG, 2, text);
    return inTags.isEmpty() ? groups(BOXED, 1, text) : inTags;
  }

  private static List<String> groups(Pattern pattern, int group, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(group).strip())
        .filter(content -> !content.isEmpty())
        .toList();
  }

  private static List<String> inJson(String text) {
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(text)) {
      JsonNode root = JSON.readTree(parser);
      if (root != null) {
        addAnswers(root, texts);
      }
    } catch (JsonProcessingException e) {
      // This is not JSON: "[B] Call the police" is read as any other text.
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private static void addAnswers(JsonNode node, List<String> texts) {
    if (node.isArray()) {
      node.forEach(each -> addValue(each, texts));
      return;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]", "");
      if (FIELDS.contains(name)) {
        addValue(field.getValue(), texts);
      } else if (node.size() == 1 && VivaItem.LETTERS.contains(field.getKey())) {
        texts.add(field.getKey());
      }
    }
  }

  private static void addValue(JsonNode value, List<String> texts) {
    if (value.isTextual()) {
      texts.add(value.textValue().strip());
    } else if (value.isContainerNode()) {
      addAnswers(value, texts);
    }
  }
}
