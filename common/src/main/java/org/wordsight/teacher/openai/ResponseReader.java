package org.wordsight.teacher.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
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
  private static final JsonMapper JSON = Json.mapper();

  /** An answer with the log-probabilities of all its tokens has a quarter of this number. */
  private static final int MOST_VALUES = 1_000_000;

  private static final Pattern JSON_TYPE =
      Pattern.compile("application/([a-z.+-]+\\+)?json\\b.*", Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_START = 20_000;

  private static final int LONGEST_DETAIL = 300;

  private static final int OK = 200;

  /**
   * @param body all of it, without secrets
   * @param form of the request
   */
  Reading read(int status, HttpHeaders headers, String body, RequestForm form) {
    String type = headers.firstValue("content-type").orElse("");
    boolean json = type.isEmpty() || JSON_TYPE.matcher(type).matches();
    if (status != OK) {
      return refused(status, type, parsed(body), body);
    }
    if (!json) {
      return new Failed(
          FailureKind.WRONG_CONTENT_TYPE,
          "status 200 with content type %s, expected application/json: %s"
              .formatted(type, start(body)));
    }
    try {
      JsonNode root = tree(body);
      Optional<EndpointError> error = EndpointError.in(root);
      if (error.isPresent() && !root.has("choices")) {
        return inside(error.get(), root);
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

  /**
   * Reads an error in a response of status 200: gateways report an error of the endpoint behind
   * them in this way.
   */
  private static Reading inside(EndpointError error, JsonNode root) {
    int status = root.path("error").path("code").asInt(0);
    return new Failed(
        error.kind(status >= 400 && status < 600 ? status : 500),
        "status 200 with an error inside: " + words(error));
  }

  private static Reading refused(int status, String type, Optional<JsonNode> root, String body) {
    EndpointError error =
        root.flatMap(EndpointError::in).orElseGet(() -> new EndpointError("", "", "", ""));
    String said = error.message().isEmpty() ? start(body) : words(error);
    String detail =
        "status %d%s"
            .formatted(
                status,
                said.isEmpty()
                    ? " without a message"
                    : (root.isPresent() || type.isEmpty() ? ": " : ", " + type + ": ") + said);
    Failed failed = new Failed(error.kind(status), detail);
    boolean mayChange = failed.kind() == FailureKind.BAD_REQUEST && error.saysUnsupported();
    return mayChange
        ? new Reading.RefusedForm(error.field() + " " + error.message(), failed)
        : failed;
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

  private static JsonNode tree(String body) throws IOException {
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
        .replaceAll("(?s)<[^>]{0,200}>", " ");
  }

  /** One line without control characters. */
  static String shortened(String text) {
    String line = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "…";
  }
}
