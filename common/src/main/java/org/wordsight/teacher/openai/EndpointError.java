package org.wordsight.teacher.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.wordsight.teacher.FailureKind;

/**
 * An endpoint's own words about an error, in the forms of OpenAI, vLLM, FastAPI and TGI. Any of
 * these texts may be empty.
 *
 * @param message for people
 * @param code of the error, in lower case
 * @param type of the error, in lower case
 * @param field the wrong field of the request
 */
record EndpointError(String message, String code, String type, String field) {
  private static final Set<String> QUOTA =
      Set.of(
          "insufficient_quota",
          "insufficient_balance",
          "billing_hard_limit_reached",
          "billing_not_active",
          "billing_error",
          "access_terminated",
          "insufficient_credits");

  private static final Pattern QUOTA_WORDS =
      Pattern.compile(
          "(?i)exceeded your current quota|insufficient (balance|quota|credits?|funds)|credit balance is too low");

  /** Some endpoints write "quota" when they mean a limit a minute. */
  private static final Pattern RETRY_WORDS = Pattern.compile("(?i)(retry|try again) (in|after)");

  private static final Pattern FILTER =
      Pattern.compile("(?i)content_?filter|content_policy_violation|responsibleaipolicyviolation");
  private static final Pattern MODEL =
      Pattern.compile(
          "(?i)model_not_found|invalid_model|unknown_model|model .{1,100} does not exist");
  private static final Pattern UNSUPPORTED =
      Pattern.compile(
          "(?i)unsupported|not support|unrecogni[sz]ed|unknown|not permitted|extra_forbidden|unexpected|not allowed|invalid (schema|parameter|type)|not implemented");

  /** The error in a body; empty if the body holds none. */
  static Optional<EndpointError> in(JsonNode body) {
    JsonNode root = body.isArray() && body.size() == 1 ? body.get(0) : body;
    JsonNode error = root.path("error");
    if (error.isObject()) {
      return Optional.of(of(error));
    }
    if (error.isTextual()) {
      return Optional.of(new EndpointError(error.asText(), "", text(root, "error_type"), ""));
    }
    if ("error".equals(root.path("object").asText()) || isProblem(root)) {
      return Optional.of(of(root));
    }
    JsonNode detail = root.path("detail");
    if (detail.isTextual()) {
      return Optional.of(new EndpointError(detail.asText(), "", "", ""));
    }
    return detail.isArray() ? Optional.of(ofDetails(detail)) : Optional.empty();
  }

  private static boolean isProblem(JsonNode root) {
    return root.path("message").isTextual() && !root.has("choices");
  }

  private static EndpointError of(JsonNode error) {
    String inner = error.path("innererror").path("code").asText("");
    return new EndpointError(
        text(error, "message"),
        lower(text(error, "code") + (inner.isEmpty() ? "" : " " + inner)),
        lower(text(error, "type")),
        text(error, "param"));
  }

  /**
   * The error in FastAPI's list. Its quotation of the input is left out, since that is the prompt.
   */
  private static EndpointError ofDetails(JsonNode details) {
    List<String> messages = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (JsonNode detail : details) {
      List<String> place = new ArrayList<>();
      detail.path("loc").forEach(part -> place.add(part.asText()));
      fields.add(String.join(".", place));
      messages.add(
          String.join(".", place) + ": " + text(detail, "msg") + " " + text(detail, "type"));
    }
    return new EndpointError(String.join("; ", messages), "", "", String.join(" ", fields));
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isValueNode() && !value.isNull() ? value.asText() : "";
  }

  private static String lower(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  boolean saysQuotaEnded() {
    return QUOTA.contains(code)
        || QUOTA.contains(type)
        || (QUOTA_WORDS.matcher(message).find() && !RETRY_WORDS.matcher(message).find());
  }

  boolean saysFiltered() {
    return FILTER.matcher(code + " " + type).find();
  }

  boolean saysUnknownModel() {
    return MODEL.matcher(code + " " + type + " " + message).find();
  }

  /** Whether the request has a field that the endpoint does not know. */
  boolean saysUnsupported() {
    return UNSUPPORTED.matcher(code + " " + type + " " + message).find();
  }

  /** The kind of failure, by the response's status and these words. */
  FailureKind kind(int status) {
    if (status == 402 || (status >= 400 && status < 500 && saysQuotaEnded())) {
      return FailureKind.QUOTA_ENDED;
    }
    if (status >= 500) {
      return FailureKind.SERVER_ERROR;
    }
    if (status >= 300 && status < 400) {
      return FailureKind.NOT_FOUND;
    }
    return switch (status) {
      case 401, 403, 407 -> FailureKind.UNAUTHORISED;
      case 404, 405, 410 -> FailureKind.NOT_FOUND;
      case 408 -> FailureKind.TIMED_OUT;
      case 409, 425 -> FailureKind.CONFLICT;
      case 429 -> FailureKind.RATE_LIMITED;
      default -> refusal();
    };
  }

  private FailureKind refusal() {
    if (saysFiltered()) {
      return FailureKind.PROMPT_FILTERED;
    }
    return saysUnknownModel() ? FailureKind.NOT_FOUND : FailureKind.BAD_REQUEST;
  }
}
