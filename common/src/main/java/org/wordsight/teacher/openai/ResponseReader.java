package org.wordsight.teacher.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wordsight.error.JsonProblem;
import org.wordsight.json.Json;
import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/**
 * Reads whole responses. Each becomes an answer, or a failure with its reason. No content of an
 * endpoint makes this class fail.
 *
 * @param worst the usage that is counted if an endpoint does not report its usage
 */
record ResponseReader(Usage worst) {
  /** Some servers write log-probabilities as NaN or -Infinity. */
  private static final JsonMapper JSON =
      Json.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** An answer with the log-probabilities of all its tokens has a quarter of this number. */
  private static final int MOST_VALUES = 1_000_000;

  private static final Pattern JSON_TYPE =
      Pattern.compile("application/([a-z.+-]+\\+)?json\\b.*", Pattern.CASE_INSENSITIVE);

  /** Types that some servers give to JSON. */
  private static final Pattern LOOSE_TYPE =
      Pattern.compile(
          "(text/(json|plain)|application/(octet-stream|x-ndjson))\\b.*", Pattern.CASE_INSENSITIVE);

  private static final String EVENT_STREAM = "text/event-stream";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final int LONGEST_START = 20_000;

  private static final int LONGEST_DETAIL = 300;

  private static final String CHOICES = "choices";
  private static final String ERROR = "error";

  /** Statuses from here on are of answers. */
  private static final int OK = 200;

  private static final int REDIRECT = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;

  /**
   * @param body all of it, without secrets
   * @param form of the request
   */
  ReadResponse read(int status, HttpHeaders headers, String body, RequestForm form) {
    String type = headers.firstValue("content-type").orElse("");
    if (status < OK || status >= REDIRECT) {
      String place = headers.firstValue("location").orElse("");
      return refused(status, type, place, parsed(body), body);
    }
    boolean json =
        type.isEmpty()
            || JSON_TYPE.matcher(type).matches()
            || LOOSE_TYPE.matcher(type).matches() && isAnswerOrError(body);
    if (!json) {
      return wrongType(status, type, body);
    }
    try {
      JsonNode root = tree(body);
      Optional<EndpointError> error = errorInside(root);
      if (error.isPresent()) {
        return new Failed(
                error.get().kindInside(),
                "status %d with an error inside: %s".formatted(status, words(error.get())))
            .asking(error.get().retryDelay());
      }
      return new CompletionReader(worst, form).read(root, headers);
    } catch (JsonProcessingException e) {
      return new Failed(
          FailureKind.MALFORMED_BODY,
          "a body of %,d characters that is not JSON%s: %s"
              .formatted(body.length(), Json.place(e), JsonProblem.of(e)));
    } catch (IOException e) {
      return new Failed(
          FailureKind.MALFORMED_BODY, "a body that cannot be read: " + e.getMessage());
    }
  }

  private static boolean isAnswerOrError(String body) {
    return parsed(body)
        .filter(root -> root.has(CHOICES) || EndpointError.in(root).isPresent())
        .isPresent();
  }

  /** A stream of events is an answer, which the endpoint charges for. */
  private static Failed wrongType(int status, String type, String body) {
    boolean stream = type.startsWith(EVENT_STREAM) && body.stripLeading().startsWith("data:");
    return stream
        ? new Failed(
            FailureKind.MALFORMED_BODY,
            "status %d with a stream of events, expected one answer, since the request has stream false"
                .formatted(status))
        : new Failed(
            FailureKind.WRONG_CONTENT_TYPE,
            "status %d with content type %s, expected application/json: %s"
                .formatted(status, type, start(body)));
  }

  /**
   * Gateways report an error of the endpoint behind them with status 200, in the place of the
   * choices, beside an empty list of them, or inside one.
   */
  private static Optional<EndpointError> errorInside(JsonNode root) {
    JsonNode choices = root.path(CHOICES);
    if (choices.isEmpty()) {
      return root.has(CHOICES) && !root.path(ERROR).isObject()
          ? Optional.empty()
          : EndpointError.in(root);
    }
    JsonNode first = choices.path(0);
    return first.path(ERROR).isObject() ? EndpointError.in(first) : Optional.empty();
  }

  private static ReadResponse refused(
      int status, String type, String place, Optional<JsonNode> root, String body) {
    EndpointError error =
        root.flatMap(EndpointError::in).orElseGet(() -> new EndpointError("", "", "", ""));
    String said = error.message().isEmpty() ? start(body) : words(error);
    String detail =
        "status %d%s%s"
            .formatted(
                status,
                said.isEmpty()
                    ? " without a message"
                    : (root.isPresent() || type.isEmpty() ? ": " : ", " + type + ": ") + said,
                redirect(status, place));
    EndpointError known = root.isPresent() ? error : error.orSaying(said);
    Failed failed = new Failed(known.kind(status), detail).asking(known.retryDelay());
    return mayChange(status, failed.kind(), known)
        ? new ReadResponse.RefusedForm(known.field() + " " + known.message(), failed)
        : failed;
  }

  /** Whether another form of the request may be accepted. Some servers fail on a schema. */
  private static boolean mayChange(int status, FailureKind kind, EndpointError error) {
    boolean failsOnForm = status == SERVER_ERROR || status == NOT_IMPLEMENTED;
    return kind == FailureKind.BAD_REQUEST
            && (error.saysUnsupported() || EndpointError.isAboutAnswerForm(error.field()))
        || failsOnForm && error.saysUnsupported() && error.saysAnswerForm();
  }

  /** Where a redirect leads, without what may hold a secret. */
  private static String redirect(int status, String place) {
    return status < REDIRECT || status >= CLIENT_ERROR || place.isEmpty()
        ? ""
        : "; it leads to %s, and redirects are not followed"
            .formatted(place.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//"));
  }

  private static String words(EndpointError error) {
    String code = error.code().isEmpty() ? error.type() : error.code();
    return error.message() + (code.isEmpty() ? "" : " (" + code + ")");
  }

  private static Optional<JsonNode> parsed(String body) {
    try {
      return Optional.of(tree(body));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static JsonNode tree(String text) throws IOException {
    String body = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    if (body.length() > MOST_VALUES) {
      requireFewValues(body);
    }
    try (JsonParser parser = JSON.createParser(body)) {
      JsonNode root = JSON.readTree(parser);
      if (root == null) {
        throw new JsonValues(parser, "it is empty");
      }
      while (parser.nextToken() != null) {
        // Text after the value must be JSON too.
      }
      return root;
    }
  }

  /** A body of a few bytes for each value could take all memory as a tree. */
  private static void requireFewValues(String body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      int values = 0;
      while (parser.nextToken() != null) {
        if (++values > MOST_VALUES) {
          throw new JsonValues(parser);
        }
      }
    }
  }

  /** A text that is JSON, but cannot be an answer. */
  private static final class JsonValues extends JsonProcessingException {
    private static final long serialVersionUID = 1L;

    JsonValues(JsonParser parser) {
      this(parser, "more than %,d values".formatted(MOST_VALUES));
    }

    JsonValues(JsonParser parser, String problem) {
      super(problem, parser.getCurrentLocation());
    }
  }

  /** The beginning of a page, long enough for its first words. */
  private static String start(String body) {
    return body.substring(0, Math.min(body.length(), LONGEST_START))
        .replaceAll("(?is)<(script|style)\\b.*?(</\\1>|$)", " ")
        .replaceAll("(?s)<[^>]{0,200}>", " ");
  }

  /** One line without control characters. */
  static String shortened(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "…";
  }
}
