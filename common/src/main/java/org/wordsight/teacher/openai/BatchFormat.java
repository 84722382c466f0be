package org.wordsight.teacher.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;

/**
 * The lines of OpenAI's batch files. A request has the same bytes as over HTTP, and a result is
 * read like a response over HTTP. Nothing is sent.
 */
public final class BatchFormat {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String URL = "/v1/chat/completions";
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final OpenAiTeacher teacher;
  private final RequestForm form;
  private final Secrets secrets;

  private BatchFormat(OpenAiTeacher teacher, Secrets secrets) {
    this.teacher = teacher;
    this.form = RequestForm.first(teacher.config());
    this.secrets = secrets;
  }

  /**
   * @param environment the value of a variable, or null; secrets that are set are hidden in
   *     results, and none is needed
   */
  public static BatchFormat of(OpenAiTeacher teacher, UnaryOperator<String> environment) {
    return new BatchFormat(teacher, Secrets.onlyHiding(teacher.config().connection(), environment));
  }

  /** The prices of requests in a batch. */
  public Prices prices() {
    return teacher.prices().times(teacher.config().batchFactor());
  }

  /** The most that a request can use. */
  public Usage worst(String prompt, RequestParameters parameters) {
    return new Usage(teacher.promptTokensAtMost(prompt), 0, parameters.maximumNewTokens());
  }

  /** The line of one request in UTF-8, without a line break at its end. */
  public byte[] line(String prompt, PlannedRequest request, RequestParameters parameters) {
    byte[] body = RequestBody.of(teacher.config(), form, prompt, request, parameters);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + 200);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("custom_id", request.id());
      json.writeStringField("method", "POST");
      json.writeStringField("url", URL);
      json.writeFieldName("body");
      json.writeRawValue(new String(body, StandardCharsets.UTF_8));
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /** The reply that a result gives to its request. The same line always gives the same reply. */
  public Reply reply(BatchResult result, String prompt, RequestParameters parameters) {
    ReadResponse reading =
        result.hasResponse()
            ? response(result, worst(prompt, parameters))
            : notWorkedOn(result.error());
    if (reading instanceof ReadResponse.Answer answered) {
      TeacherAnswer answer = answered.answer();
      return new Reply.Answered(
          new TeacherAnswer(
              secrets.hide(answer.text()),
              answer.outcome(),
              answer.usage(),
              secrets.hide(answer.facts())),
          Duration.ZERO);
    }
    return reading instanceof ReadResponse.RefusedForm refused
        ? failed(refused.otherwise(), prompt)
        : failed((Failed) reading, prompt);
  }

  private ReadResponse response(BatchResult result, Usage worst) {
    HttpHeaders headers =
        HttpHeaders.of(
            Map.of("x-request-id", List.of(result.requestId())), (name, value) -> !value.isEmpty());
    return new ResponseReader(worst)
        .read(result.status(), headers, secrets.hide(result.body()), form);
  }

  /**
   * The failure of a request whose turn had not come when the batch ended, or that could not be
   * read.
   */
  private static Failed notWorkedOn(JsonNode error) {
    String code = error.path("code").asText("");
    EndpointError words =
        new EndpointError(error.path("message").asText("no response and no error"), code, "", "");
    int status = SERVER_ERROR;
    if (code.contains("expired") || code.contains("cancel") || code.contains("timeout")) {
      status = REQUEST_TIMEOUT;
    } else if (words.saysQuotaEnded()) {
      status = TOO_MANY_REQUESTS;
    }
    FailureKind kind = words.kind(status);
    return new Failed(kind, words.message() + (code.isEmpty() ? "" : " (" + code + ")"));
  }

  private Reply failed(Failed failed, String prompt) {
    String detail = secrets.hideInMessage(Prompts.hide(failed.detail(), prompt));
    return new Reply.Failed(
        failed.kind(),
        Optional.empty(),
        ResponseReader.shortened(detail),
        Duration.ZERO,
        failed.usage(),
        false);
  }
}
