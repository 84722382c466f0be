package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TeacherConfig;
import org.wordsight.config.TeacherConfig.MaximumTokensField;
import org.wordsight.config.TeacherConfig.StructuredOutput;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;

class TestRequestBody {
  private static final TeacherConfig.OpenAi CONFIG =
      OpenAiTest.config(OpenAiTest.connection(URI.create("https://host.example/v1")));
  private static final RequestParameters PARAMETERS = new RequestParameters("t", 0.7, 0.95, 560);

  @Test
  void hasTheSameBytesEverywhere() {
    assertThat(body(new RequestForm(false, false, true), 0x1234_5678_9abc_def0L))
        .isEqualTo(
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Write 5 „questions“\\n\"}],"
                + "\"temperature\":0.7,\"top_p\":0.95,\"max_tokens\":560,\"seed\":448585456,\"stream\":false}");
    assertThat(body(new RequestForm(true, false, false), 1))
        .contains("\"max_completion_tokens\":560,\"stream\":false")
        .doesNotContain("seed");
  }

  @Test
  void asksForOurFormInThePartOfJsonSchemaThatAllEndpointsShare() throws Exception {
    String body = body(new RequestForm(false, true, true), 1);
    assertThat(new ObjectMapper().readTree(body).path("response_format").toString())
        .contains("\"strict\":true", "\"additionalProperties\":false")
        .doesNotContain("minItems", "maxItems", "maxLength", "pattern");
  }

  @Test
  void takesAnotherFormOnlyIfTheRunFileAllowsIt() {
    RequestForm first = RequestForm.first(CONFIG);
    assertThat(first).isEqualTo(new RequestForm(false, true, true));
    assertThat(first.after("Use 'max_completion_tokens' instead.", CONFIG))
        .isEqualTo(new RequestForm(true, true, true));
    assertThat(first.after("'response_format' of type 'json_schema'", CONFIG))
        .isEqualTo(new RequestForm(false, false, true));
    assertThat(first.after("body.seed: Extra inputs", CONFIG))
        .isEqualTo(new RequestForm(false, true, false));
    assertThat(first.after("seedling", CONFIG)).isEqualTo(first);

    TeacherConfig.OpenAi fixed =
        new TeacherConfig.OpenAi(
            "m",
            CONFIG.connection(),
            CONFIG.limits(),
            CONFIG.prices(),
            false,
            CONFIG.batchFactor(),
            StructuredOutput.ON,
            true,
            MaximumTokensField.MAX_TOKENS,
            1,
            1);
    assertThat(first.after("'response_format' 'max_completion_tokens'", fixed)).isEqualTo(first);
  }

  @Test
  void boundsThePromptByItsBytes() {
    OpenAiTeacher teacher = new OpenAiTeacher(CONFIG);
    int empty = teacher.promptTokensAtMost("");
    assertThat(empty).isBetween(256, 1500);
    assertThat(teacher.promptTokensAtMost("é")).isEqualTo(empty + 2);
    assertThat(teacher.promptTokensAtMost("日本")).isEqualTo(empty + 6);
  }

  @Test
  void leavesThePlaceOutOfTheFingerprint() {
    TeacherConfig.OpenAi elsewhere =
        OpenAiTest.config(OpenAiTest.connection(URI.create("http://localhost:8000/v1")));
    assertThat(new OpenAiTeacher(elsewhere).fingerprint())
        .isEqualTo(new OpenAiTeacher(CONFIG).fingerprint())
        .hasSize(64);
  }

  private static String body(RequestForm form, long seed) {
    return new String(
        RequestBody.of(
            CONFIG, form, "Write 5 „questions“\n", new PlannedRequest("id", 0, seed), PARAMETERS),
        StandardCharsets.UTF_8);
  }
}
