package org.wordsight.teacher.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpHeaders;

/**
 * The facts that an endpoint gives beside the text, as one JSON object. They are the model's
 * version, the request's numbers for the provider's support, the reported usage, log-probabilities,
 * and the optional fields of the request.
 */
final class AnswerFacts {
  private static final int LONGEST = 200;

  private AnswerFacts() {}

  static String of(
      JsonNode root, HttpHeaders headers, JsonNode choice, ReportedUsage usage, RequestForm form) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    for (String name : new String[] {"model", "system_fingerprint", "service_tier", "provider"}) {
      put(facts, name, root.path(name));
    }
    put(facts, "response_id", root.path("id"));
    headers.firstValue("x-request-id").ifPresent(id -> facts.put("request_id", shortened(id)));
    put(facts, "finish_reason", choice.path("finish_reason"));
    ObjectNode sent = facts.putObject("sent");
    sent.put("length", form.completionTokens() ? "max_completion_tokens" : "max_tokens");
    sent.put("response_format", form.responseFormat());
    sent.put("seed", form.seed());
    facts.put("usage_source", usage.source().text());
    if (root.path("usage").isObject()) {
      facts.set("usage", numbers(root.path("usage")));
    }
    int reasoning =
        choice.path("message").path("reasoning_content").asText("").length()
            + choice.path("message").path("reasoning").asText("").length();
    if (reasoning > 0) {
      facts.put("reasoning_characters", reasoning);
    }
    addLogProbabilities(facts, choice.path("logprobs").path("content"));
    return facts.toString();
  }

  private static void put(ObjectNode facts, String name, JsonNode value) {
    if (value.isValueNode() && !value.isNull()) {
      facts.put(name, shortened(value.asText()));
    }
  }

  /** The numbers of the usage, on its first two levels. */
  private static ObjectNode numbers(JsonNode usage) {
    ObjectNode numbers = JsonNodeFactory.instance.objectNode();
    usage
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isNumber() && numbers.size() < LONGEST) {
                numbers.set(shortened(field.getKey()), field.getValue());
              } else if (field.getValue().isObject()) {
                field
                    .getValue()
                    .fields()
                    .forEachRemaining(
                        inner -> {
                          if (inner.getValue().isNumber() && numbers.size() < LONGEST) {
                            numbers.set(
                                shortened(field.getKey() + "." + inner.getKey()), inner.getValue());
                          }
                        });
              }
            });
    return numbers;
  }

  /**
   * The log-probability of each token, in order; the tokens are in the text. The first token is
   * kept too, since reasoning before the text has tokens of its own.
   */
  private static void addLogProbabilities(ObjectNode facts, JsonNode tokens) {
    if (!tokens.isArray() || tokens.isEmpty()) {
      return;
    }
    put(facts, "first_token", tokens.get(0).path("token"));
    ArrayNode values = facts.putArray("log_probabilities");
    for (JsonNode token : tokens) {
      JsonNode value = token.path("logprob");
      if (value.isNumber()) {
        values.add(value);
      } else {
        values.addNull();
      }
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
