package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TeacherConfig;
import org.wordsight.config.TeacherConfig.MaximumTokensField;
import org.wordsight.config.TeacherConfig.StructuredOutput;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;

class TestBatchFormat {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TeacherConfig.OpenAi CONFIG =
      OpenAiTest.config(OpenAiTest.connection(URI.create("https://host.example/v1")));
  private static final BatchFormat FORMAT =
      BatchFormat.of(new OpenAiTeacher(CONFIG), Map.of("TEACHER_TOKEN", OpenAiTest.TOKEN)::get);
  private static final String COMPLETION =
      """
      {"id":"chatcmpl-1","choices":[{"finish_reason":"stop","message":{"content":"[é]"}}],\
      "usage":{"prompt_tokens":7,"completion_tokens":3}}""";

  @Test
  void holdsTheBytesThatAreSentOverHttp() {
    byte[] body =
        RequestBody.of(
            CONFIG,
            RequestForm.first(CONFIG),
            OpenAiTest.PROMPT,
            OpenAiTest.request(3),
            OpenAiTest.PARAMETERS);
    byte[] line = FORMAT.line(OpenAiTest.PROMPT, OpenAiTest.request(3), OpenAiTest.PARAMETERS);
    assertThat(new String(line, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"custom_id\":\"id3\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                + new String(body, StandardCharsets.UTF_8)
                + "}")
        .doesNotContain(OpenAiTest.TOKEN, "\n");
  }

  @Test
  void readsAnAnswerAsOverHttp() {
    BatchResult result = result(200, COMPLETION);
    assertThat(result.customId()).isEqualTo("id3");
    assertThat(result.isPaid()).isTrue();
    Reply.Answered answered = (Reply.Answered) reply(result);
    assertThat(answered.answer().text()).isEqualTo("[é]");
    assertThat(answered.answer().outcome()).isEqualTo(Outcome.STOPPED);
    assertThat(answered.answer().usage()).isEqualTo(new Usage(7, 0, 3));
    assertThat(answered.answer().facts())
        .contains("\"response_id\":\"chatcmpl-1\"", "\"request_id\":\"req_1\"");
  }

  @Test
  void distinguishesFailuresAsOverHttp() {
    assertThat(failed(result(400, error("Unsupported parameter: 'max_tokens'", "bad"))).kind())
        .isEqualTo(FailureKind.BAD_REQUEST);
    assertThat(failed(result(429, error("slower", "rate_limit_exceeded"))).kind())
        .isEqualTo(FailureKind.RATE_LIMITED);
    assertThat(failed(result(429, error("no money", "insufficient_quota"))).kind())
        .isEqualTo(FailureKind.QUOTA_ENDED);
    assertThat(failed(result(500, "{}")).kind()).isEqualTo(FailureKind.SERVER_ERROR);
    assertThat(result(500, "{}").isPaid()).isFalse();

    BatchResult empty = result(200, "{\"id\":\"chatcmpl-2\",\"choices\":[]}");
    assertThat(failed(empty).kind()).isEqualTo(FailureKind.EMPTY_ANSWER);
    assertThat(empty.isPaid()).isTrue();
    assertThat(empty.id()).isEqualTo("chatcmpl-2");
  }

  @Test
  void distinguishesResultsWithoutAnIdByTheirContent() {
    String line = "{\"custom_id\":\"id3\",\"response\":null,\"error\":{\"code\":\"%s\"}}";
    BatchResult first = in(line.formatted("one")).orElseThrow();
    assertThat(first.id()).matches("[0-9a-f]{64}");
    assertThat(in(line.formatted("one") + "\r").orElseThrow().id()).isEqualTo(first.id());
    assertThat(in(line.formatted("other")).orElseThrow().id()).isNotEqualTo(first.id());
  }

  @Test
  void readsResultsThatWereNotWorkedOn() {
    Reply.Failed expired = failed(without("batch_expired", "The window has ended."));
    assertThat(expired.kind()).isEqualTo(FailureKind.TIMED_OUT);
    assertThat(expired.detail()).isEqualTo("The window has ended. (batch_expired)");
    assertThat(failed(without("insufficient_quota", "no money")).kind())
        .isEqualTo(FailureKind.QUOTA_ENDED);
    BatchResult other = without("oops", "wrong key " + OpenAiTest.TOKEN);
    assertThat(other.isPaid()).isFalse();
    assertThat(failed(other).kind()).isEqualTo(FailureKind.SERVER_ERROR);
    assertThat(failed(other).detail()).isEqualTo("wrong key [secret] (oops)");
  }

  @Test
  void findsNoResultInATornLineAndInTwoJoinedLines() {
    String line = text(200, COMPLETION);
    assertThat(in(line)).isPresent();
    assertThat(in(line + "\r")).isPresent();
    assertThat(in(line.substring(0, line.length() / 2))).isEmpty();
    assertThat(in(line + line)).isEmpty();
    assertThat(in("[]")).isEmpty();
    assertThat(in("{\"custom_id\":\"id3\",\"response\":null,\"error\":null}")).isEmpty();
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    bytes[line.indexOf('é')] = 'e'; // The first half of a character is gone.
    assertThat(BatchResult.in(bytes)).isEmpty();
  }

  @Test
  void multipliesThePricesByTheFactor() {
    TeacherConfig.OpenAi half =
        new TeacherConfig.OpenAi(
            "m",
            CONFIG.connection(),
            CONFIG.limits(),
            new Prices(new BigDecimal("2.5"), new BigDecimal("1.25"), BigDecimal.TEN),
            true,
            new BigDecimal("0.5"),
            StructuredOutput.AUTO,
            false,
            MaximumTokensField.AUTO,
            1,
            1);
    BatchFormat format = BatchFormat.of(new OpenAiTeacher(half), variable -> null);
    assertThat(format.prices().microdollars(new Usage(1_000, 400, 100))).isEqualTo(1_500);
    assertThat(FORMAT.prices()).isEqualTo(Prices.FREE);
  }

  private static Reply reply(BatchResult result) {
    return FORMAT.reply(result, OpenAiTest.PROMPT, OpenAiTest.PARAMETERS);
  }

  private static Reply.Failed failed(BatchResult result) {
    return (Reply.Failed) reply(result);
  }

  private static String error(String message, String code) {
    ObjectNode error = JSON.createObjectNode().put("message", message).put("code", code);
    return JSON.createObjectNode().set("error", error).toString();
  }

  private static BatchResult without(String code, String message) {
    ObjectNode line = JSON.createObjectNode().put("id", "batch_req_1").put("custom_id", "id3");
    line.putNull("response");
    line.putObject("error").put("code", code).put("message", message);
    return in(line.toString()).orElseThrow();
  }

  private static BatchResult result(int status, String body) {
    return in(text(status, body)).orElseThrow();
  }

  private static String text(int status, String body) {
    return ("{\"id\":\"batch_req_1\",\"custom_id\":\"id3\",\"response\":{\"status_code\":%d,"
            + "\"request_id\":\"req_1\",\"body\":%s},\"error\":null}")
        .formatted(status, body);
  }

  private static Optional<BatchResult> in(String line) {
    return BatchResult.in(line.getBytes(StandardCharsets.UTF_8));
  }
}
