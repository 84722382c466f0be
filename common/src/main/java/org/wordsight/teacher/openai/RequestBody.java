package org.wordsight.teacher.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.wordsight.config.TeacherConfig;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;

/** The bytes of a request. The same request has the same bytes on every machine. */
final class RequestBody {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * The form of an answer, in the part of JSON Schema that all endpoints share. Every field is
   * required, no other is allowed, and no length is limited. The root is an object, since endpoints
   * allow no list as the root. The fields have the order of the examples in the prompt.
   */
  static final String RESPONSE_FORMAT =
      """
      {"type":"json_schema","json_schema":{"name":"questions","strict":true,"schema":\
      {"type":"object","properties":{"questions":{"type":"array","items":\
      {"type":"object","properties":{"situation":{"type":"string"},"question":{"type":"string"},\
      "options":{"type":"array","items":{"type":"string"}},"rationale":{"type":"string"},\
      "answer":{"type":"string"}},\
      "required":["situation","question","options","rationale","answer"],\
      "additionalProperties":false}}},"required":["questions"],"additionalProperties":false}}}""";

  private RequestBody() {}

  static byte[] of(
      TeacherConfig.OpenAi config,
      RequestForm form,
      String prompt,
      PlannedRequest request,
      RequestParameters parameters) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(prompt.length() + 1024);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("model", config.model());
      json.writeArrayFieldStart("messages");
      json.writeStartObject();
      json.writeStringField("role", "user");
      json.writeStringField("content", prompt);
      json.writeEndObject();
      json.writeEndArray();
      json.writeNumberField("temperature", parameters.temperature());
      json.writeNumberField("top_p", parameters.topP());
      json.writeNumberField(
          form.completionTokens() ? "max_completion_tokens" : "max_tokens",
          parameters.maximumNewTokens());
      if (form.seed()) {
        json.writeNumberField("seed", portableSeed(request.samplingSeed()));
      }
      json.writeBooleanField("stream", false);
      if (config.logProbabilities()) {
        json.writeBooleanField("logprobs", true);
      }
      if (form.responseFormat()) {
        json.writeFieldName("response_format");
        json.writeRawValue(RESPONSE_FORMAT);
      }
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * A seed that all endpoints accept: some read seeds as 32 bits, and some treat -1 as "any seed".
   */
  private static int portableSeed(long seed) {
    return (int) (seed & Integer.MAX_VALUE);
  }
}
