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
 * of the answer's text. A completion that is no usable answer costs what the endpoint reports.
 *
 * @param worst the usage that is counted if the endpoint does not report its usage
 */
record CompletionReader(Usage worst, RequestForm form) {

  ReadResponse read(JsonNode root, HttpHeaders headers) {
    ReadResponse reading = choice(root, headers);
    return reading instanceof Failed failed ? failed.using(reported(root)) : reading;
  }

  /** The usage, if the endpoint reports one that is possible. */
  private Usage reported(JsonNode root) {
    ReportedUsage usage = ReportedUsage.of(root.path("usage"), worst);
    return switch (usage.source()) {
      case REPORTED, IMPOSSIBLE_CACHE, LARGER_TOTAL -> usage.counted();
      case MISSING, IMPOSSIBLE -> Usage.NONE;
    };
  }

  private ReadResponse choice(JsonNode root, HttpHeaders headers) {
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

  private ReadResponse answer(
      JsonNode root, HttpHeaders headers, JsonNode choice, JsonNode message) {
    String finish = finish(choice.path("finish_reason"));
    String refusal = message.path("refusal").asText("");
    String text = Reasoning.removed(content(message.path("content"))).strip();
    if (!refusal.isEmpty()) {
      return answered(root, headers, choice, text.isEmpty() ? refusal : text, Outcome.REFUSED);
    }
    return switch (finish.replaceFirst("[: ].*", "")) {
      case "length", "max_tokens", "max_output_tokens", "model_length" ->
          answered(root, headers, choice, text, Outcome.LENGTH);
      case "content_filter",
          "content_filtered",
          "safety",
          "sensitive",
          "recitation",
          "prohibited_content" ->
          answered(root, headers, choice, text, Outcome.FILTERED);
      case "refusal" -> answered(root, headers, choice, text, Outcome.REFUSED);
      case "error",
          "abort",
          "cancelled",
          "timeout",
          "network_error",
          "insufficient_system_resource" ->
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

  /** A name, which some servers put into an object. */
  private static String finish(JsonNode reason) {
    return (reason.isObject() ? reason.path("type") : reason).asText("").toLowerCase(Locale.ROOT);
  }

  private ReadResponse answered(
      JsonNode root, HttpHeaders headers, JsonNode choice, String text, Outcome outcome) {
    ReportedUsage usage = ReportedUsage.of(root.path("usage"), worst);
    String facts = AnswerFacts.of(root, headers, choice, usage, form);
    return new ReadResponse.Answer(new TeacherAnswer(text, outcome, usage.counted(), facts));
  }

  /** A text, or a list of parts of which some are texts. */
  private static String content(JsonNode content) {
    if (!content.isArray()) {
      return content.isTextual() ? content.asText() : "";
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (part.isTextual()) {
        text.append(part.asText());
      } else if (part.path("type").asText("text").matches("text|output_text")) {
        text.append(part.path("text").asText(""));
      }
    }
    return text.toString();
  }
}
