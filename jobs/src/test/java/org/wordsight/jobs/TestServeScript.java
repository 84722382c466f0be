package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;

/** The verb {@code serve-script}. */
class TestServeScript {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void servesTheScriptUntilItIsEndedAndCountsWhatItDid() throws Exception {
    Path script = folder.resolve("script.yaml");
    Files.writeString(script, "questions: 2\nspeed: {firstTokenMilliseconds: 0}\n");
    List<String> command = GenerateProcess.java(Main.class);
    command.addAll(List.of("serve-script", "--script", script.toString(), "--set", "questions=3"));
    Path messages = folder.resolve("messages");
    Process process = new ProcessBuilder(command).redirectError(messages.toFile()).start();
    try {
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String address = out.readLine();
      assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+/v1");

      JsonNode answer =
          JSON.readTree(
              send(
                  HttpRequest.newBuilder(URI.create(address + "/chat/completions"))
                      .POST(
                          HttpRequest.BodyPublishers.ofString(
                              "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"write\"}]}"))));
      String text = answer.path("choices").path(0).path("message").path("content").asText();
      assertThat(JSON.readTree(text)).hasSize(3);
      JsonNode counts =
          JSON.readTree(
              send(HttpRequest.newBuilder(URI.create(address).resolve("/script/counts"))));
      assertThat(counts.path("billed_answers").asInt()).isOne();
      assertThat(counts.path("billed_again").asInt()).isZero();
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(messages).content().contains("serve-script: counts at http://127.0.0.1:");
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  @Test
  void refusesWhatItCannotServe() {
    assertThat(refusal(ExitCode.USAGE, "--port", "65536"))
        .isEqualTo("Cannot serve a script: --port is 65536, expected 0 to 65535.\n");
    assertThat(refusal(ExitCode.USAGE, "--bind", "no-such-host.invalid"))
        .isEqualTo(
            "Cannot serve a script: --bind is no-such-host.invalid, expected an address of this"
                + " machine.\n");
    assertThat(refusal(ExitCode.USAGE, "--set", "faults.tornJson=2"))
        .contains("faults.tornJson (--set) is 2, expected a number of at least 0");
    assertThat(refusal(ExitCode.INPUT, "--set", "tokenVariable=NOT_SET_ANYWHERE"))
        .isEqualTo(
            "Cannot serve a script: the environment variable NOT_SET_ANYWHERE, which tokenVariable"
                + " names, is not set, expected a token. Set it.\n");
  }

  private static String refusal(ExitCode status, String... flags) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] arguments = new String[flags.length + 1];
    arguments[0] = "serve-script";
    System.arraycopy(flags, 0, arguments, 1, flags.length);
    assertThat(Main.execute(LocalSpark.recording(said), arguments))
        .as("%s", said)
        .isEqualTo(status.status());
    return said.toString(StandardCharsets.UTF_8);
  }
}
