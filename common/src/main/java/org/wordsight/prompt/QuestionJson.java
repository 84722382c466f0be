package org.wordsight.prompt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.StringJoiner;
import org.wordsight.data.Question;

/**
 * A question as one line of JSON, as a teacher reads and writes it. It is spaced as by Python's
 * {@code json.dumps}, and options have their letters. The rationale comes before the answer, so
 * that a teacher reasons before it decides on the letter.
 */
public final class QuestionJson {
  private static final JsonMapper JSON = new JsonMapper();

  private QuestionJson() {}

  public static String line(Question question) {
    return new StringJoiner(", ", "{", "}")
        .add(field("situation", quoted(question.situation())))
        .add(field("question", quoted(question.question())))
        .add(field("options", list(question.lettered())))
        .add(field("rationale", quoted(question.rationale())))
        .add(field("answer", quoted(question.answer())))
        .toString();
  }

  private static String field(String name, String value) {
    return quoted(name) + ": " + value;
  }

  private static String list(List<String> values) {
    StringJoiner joiner = new StringJoiner(", ", "[", "]");
    values.forEach(value -> joiner.add(quoted(value)));
    return joiner.toString();
  }

  private static String quoted(String text) {
    try {
      return JSON.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError("Every text can be quoted", impossible);
    }
  }
}
