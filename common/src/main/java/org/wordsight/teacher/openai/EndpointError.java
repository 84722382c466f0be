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
 * An endpoint's own words about an error, in the forms of OpenAI, vLLM, FastAPI, Mistral,
 * Cloudflare, TGI and Google. Any of these texts may be empty.
 *
 * @param message for people
 * @param code of the error, in lower case
 * @param type of the error, in lower case
 * @param field the wrong field of the request
 * @param retryDelay the time after which the request may be sent again, such as {@code 34s}
 */
record EndpointError(String message, String code, String type, String field, String retryDelay) {
  private static final Set<String> QUOTA =
      Set.of(
          "insufficient_quota",
          "insufficient_balance",
          "billing_hard_limit_reached",
          "billing_not_active",
          "billing_error",
          "access_terminated",
          "exceeded_current_quota_error",
          "insufficient_credits");

  private static final Pattern QUOTA_WORDS =
      Pattern.compile(
          "(?i)exceeded your current (token )?quota|key limit exceeded|insufficient (balance|quota|credits?|funds)|credit balance is too low");

  /** Words of servers that load their model, and of gateways before such a server. */
  private static final Pattern LOADING =
      Pattern.compile(
          "(?i)\\bloading\\b|not (yet )?(ready|loaded)|warming up|starting up|no (healthy upstream|available server)");

  /** Some endpoints write "quota" when they mean a limit a minute. */
  private static final Pattern RETRY_WORDS = Pattern.compile("(?i)(retry|try again) (in|after)");

  private static final Pattern FILTER =
      Pattern.compile(
          "(?i)content_?filter|content_policy_violation|responsibleaipolicyviolation|data_?inspection_?failed");

  /** Some endpoints say it in the message alone, also with status 403. */
  private static final Pattern FILTER_WORDS =
      Pattern.compile(
          "(?i)(input|prompt|content|request|message) (was|were|has been|have been) flagged|requires moderation|content exists risk");

  private static final Pattern MODEL =
      Pattern.compile(
          "(?i)model_not_found|invalid_model|unknown_model|model .{1,100} (does not exist|not found)|no models? (is |are )?loaded");
  private static final Pattern UNSUPPORTED =
      Pattern.compile(
          "(?i)unsupported|not support|unrecogni[sz]ed|unknown|not permitted|extra_forbidden|unexpected|not allowed|invalid (schema|parameter|type)|not implemented|unimplemented|unavailable|enabled only|cannot both|(failed|unable) to (parse|compile|convert)|(grammar|schema) (error|conversion)");

  /** Words about the form of the answer: the field, its schema, and what servers make of it. */
  private static final Pattern ANSWER_FORM =
      Pattern.compile(
          "(?i)response[ _]?(format|schema)|json[ _]?schema|additional_?properties|structured[ _-]?output|grammar");

  private static final Pattern RATE =
      Pattern.compile("(?i)rate_?limit|too_?many_?requests|resource_?exhausted|overloaded");

  private static final Pattern STATUS = Pattern.compile("[45]\\d\\d");

  EndpointError(String message, String code, String type, String field) {
    this(message, code, type, field, "");
  }

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
    if (error.isArray() && !error.isEmpty()) {
      return Optional.of(ofDetails(error, "", ""));
    }
    if ("error".equals(lower(root.path("object").asText())) || isProblem(root)) {
      return Optional.of(of(root));
    }
    for (String name : new String[] {"detail", "errors"}) {
      JsonNode detail = root.path(name);
      if (detail.isTextual()) {
        return Optional.of(new EndpointError(detail.asText(), "", "", ""));
      }
      if (detail.isArray() && !detail.isEmpty()) {
        return Optional.of(ofDetails(detail, "", ""));
      }
    }
    return Optional.empty();
  }

  private static boolean isProblem(JsonNode root) {
    JsonNode message = root.path("message");
    return (message.isTextual() || message.isContainerNode()) && !root.has("choices");
  }

  private static EndpointError of(JsonNode error) {
    String inner = error.path("innererror").path("code").asText("");
    String code = lower(text(error, "code") + (inner.isEmpty() ? "" : " " + inner));
    String type = lower(text(error, "type"));
    JsonNode message = error.path("message");
    JsonNode details = message.isArray() ? message : message.path("detail");
    return details.isArray()
        ? ofDetails(details, code, type)
        : new EndpointError(
            text(error, "message"), code, type, text(error, "param"), retryDelay(error));
  }

  /** The wait in a list of details of several types, as Google's APIs write it. */
  private static String retryDelay(JsonNode error) {
    for (JsonNode detail : error.path("details")) {
      String delay = text(detail, "retryDelay");
      if (!delay.isEmpty()) {
        return delay;
      }
    }
    return "";
  }

  /**
   * The error in FastAPI's list. Its quotation of the input is left out, since that is the prompt.
   */
  private static EndpointError ofDetails(JsonNode details, String code, String type) {
    List<String> messages = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (JsonNode detail : details) {
      List<String> parts = new ArrayList<>();
      detail.path("loc").forEach(part -> parts.add(part.asText()));
      String place = String.join(".", parts);
      fields.add(place);
      String said = detail.isTextual() ? detail.asText() : text(detail, "msg", "message");
      messages.add(
          ((place.isEmpty() ? "" : place + ": ") + said + " " + text(detail, "type")).strip());
    }
    return new EndpointError(String.join("; ", messages), code, type, String.join(" ", fields));
  }

  /** The same error with other words, where it has none. */
  EndpointError orSaying(String words) {
    return message.isEmpty() ? new EndpointError(words, code, type, field, retryDelay) : this;
  }

  private static String text(JsonNode node, String name, String otherName) {
    String text = text(node, name);
    return text.isEmpty() ? text(node, otherName) : text;
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
        || (QUOTA_WORDS.matcher(message).find()
            && !RETRY_WORDS.matcher(message).find()
            && retryDelay.isEmpty());
  }

  boolean saysFiltered() {
    return FILTER.matcher(code + " " + type).find() || FILTER_WORDS.matcher(message).find();
  }

  boolean saysUnknownModel() {
    return MODEL.matcher(code + " " + type + " " + message).find();
  }

  /** Whether the request has a field that the endpoint does not know. */
  boolean saysUnsupported() {
    return UNSUPPORTED.matcher(code + " " + type + " " + message).find();
  }

  /** Whether the words are about the form that the request asks for. */
  boolean saysAnswerForm() {
    return isAboutAnswerForm(field + " " + message);
  }

  static boolean isAboutAnswerForm(String words) {
    return ANSWER_FORM.matcher(words).find();
  }

  /** The kind of failure where the response has the status of an answer. */
  FailureKind kindInside() {
    String number = code.replaceFirst(" .*", "");
    if (STATUS.matcher(number).matches()) {
      return kind(Integer.parseInt(number));
    }
    if (saysQuotaEnded()) {
      return FailureKind.QUOTA_ENDED;
    }
    if (saysFiltered()) {
      return FailureKind.PROMPT_FILTERED;
    }
    return RATE.matcher(code + " " + type).find()
        ? FailureKind.RATE_LIMITED
        : FailureKind.SERVER_ERROR;
  }

  /** The kind of failure, by the response's status and these words. */
  FailureKind kind(int status) {
    if (status == 402 || (status >= 400 && status < 500 && saysQuotaEnded())) {
      return FailureKind.QUOTA_ENDED;
    }
    if (status >= 500) {
      return status == 503 && LOADING.matcher(message).find()
          ? FailureKind.NOT_READY
          : FailureKind.SERVER_ERROR;
    }
    if (status >= 300 && status < 400) {
      return FailureKind.NOT_FOUND;
    }
    return switch (status) {
      case 403 -> saysFiltered() ? FailureKind.PROMPT_FILTERED : FailureKind.UNAUTHORISED;
      case 401, 407 -> FailureKind.UNAUTHORISED;
      case 404, 405, 410 -> FailureKind.NOT_FOUND;
      case 408 -> FailureKind.TIMED_OUT;
      case 409, 423, 425 -> FailureKind.CONFLICT;
      case 420, 429, 498 -> FailureKind.RATE_LIMITED; // 498: Groq has no capacity.
      case 424, 460, 499 -> FailureKind.SERVER_ERROR; // 424: TGI failed while it wrote.
      case 451 -> FailureKind.PROMPT_FILTERED;
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
