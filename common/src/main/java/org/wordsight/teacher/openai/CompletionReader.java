package org.wordsight.teacher.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.Locale;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;
import org.wordsight.text.Reasoning;

/**
 * Reads the JSON of a chat completion. Reasoning, in a field of its own or between tags, is no part
 * of the answer's text.
 *
 * @param worst the usage that is counted if the endpoint does not report its usage
 */
record CompletionReader(Usage worst, RequestForm form) {

  Reading read(JsonNode root, HttpHeaders headers) {
    JsonNode choices = root.path("choices");
    if (!choices.isArray()) {
      return new Failed(
          FailureKind.MALFORMED_BODY, "JSON without the list choices, expected a chat completion");
    }
    if (choices.isEmpty()) {
      return new Failed(FailureKind.EMPTY_ANSWER, "an answer without a choice");
    }
    JsonNode choice = choices.get(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return new Failed(FailureKind.MALFORMED_BODY, "a choice without a message");
    }
    return answer(root, headers, choice, message);
  }

  private Reading answer(JsonNode root, HttpHeaders headers, JsonNode choice, JsonNode message) {
    String finish = choice.path("finish_reason").asText("").toLowerCase(Locale.ROOT);
    String refusal = message.path("refusal").asText("");
    String text = Reasoning.removed(content(message.path("content"))).strip();
    if (!refusal.isEmpty()) {
      return answered(root, headers, choice, text.isEmpty() ? refusal : text, Outcome.REFUSED);
    }
    return switch (finish) {
      case "length", "max_tokens", "model_length" ->
          answered(root, headers, choice, text, Outcome.LENGTH);
      case "content_filter", "content_filtered", "safety" ->
          answered(root, headers, choice, text, Outcome.FILTERED);
      case "refusal" -> answered(root, headers, choice, text, Outcome.REFUSED);
      case "error", "abort", "insufficient_system_resource" ->
          new Failed(FailureKind.SERVER_ERROR, "an answer that ends with " + finish);
      default ->
          text.isEmpty()
              ? new Failed(
                  FailureKind.EMPTY_ANSWER,
                  "an answer without a text"
                      + (finish.isEmpty() ? "" : ", finish_reason " + finish))
              : answered(root, headers, choice, text, Outcome.STOPPED);
    };
  }

  private Reading answered(
      JsonNode root, HttpHeaders headers, JsonNode choice, String text, Outcome outcome) {
    ReportedUsage usage = ReportedUsage.of(root.path("usage"), worst);
    String facts = AnswerFacts.of(root, headers, choice, usage, form);
    return new Reading.Answer(new TeacherAnswer(text, outcome, usage.counted(), facts));
  }

  /** A text, or a list of parts of which some are texts. */
  private static String content(JsonNode content) {
    if (!content.isArray()) {
      return content.isTextual() ? content.asText() : "";
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (part.path("type").asText("text").matches("text|output_text")) {
        text.append(part.path("text").asText(""));
      }
    }
    return text.toString();
  }
}
