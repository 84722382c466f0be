package org.wordsight.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.runtime.Console;

/** The verb {@code serve-script}. */
class TestServeScript {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void servesTheScriptUntilItIsEndedAndCountsItsRequests() throws Exception {
    Path script = folder.resolve("script.yaml");
    Files.writeString(script, "questions: 2\nspeed: {firstTokenMilliseconds: 0}\n");
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PipedInputStream results = new PipedInputStream();
        PrintStream written = new PrintStream(new PipedOutputStream(results), true, UTF_8)) {
      Console console = new Console(written, new PrintStream(said, true, UTF_8), false, false);
      String[] serve = {
        "serve-script", "--script", script.toString(), "--set", "questions=3", "--warm-up", "64"
      };
      Thread server = new Thread(() -> Main.execute(console, serve));
      server.start();
      String address = new BufferedReader(new InputStreamReader(results, UTF_8)).readLine();
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
      URI told = URI.create(address).resolve("/script/counts");
      JsonNode counts = JSON.readTree(send(HttpRequest.newBuilder(told)));
      assertThat(counts.path("billed_answers").asInt()).isOne();
      assertThat(counts.path("billed_again").asInt()).isZero();

      assertThat(server.isAlive()).isTrue();
      server.interrupt();
      server.join();
      assertThatThrownBy(() -> send(HttpRequest.newBuilder(told)))
          .isInstanceOf(ConnectException.class);
      assertThat(said.toString(UTF_8)).contains("serve-script: counts at " + told);
    }
  }

  private static String send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  @Test
  void refusesSettingsThatItCannotServe() {
    assertThat(refusal(ExitCode.USAGE, "--port", "65536"))
        .isEqualTo("Cannot serve a script: --port is 65536, expected 0 to 65535.\n");
    assertThat(refusal(ExitCode.USAGE, "--warm-up", "-1"))
        .isEqualTo("Cannot serve a script: --warm-up is -1, expected 0 or more.\n");
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
    return said.toString(UTF_8);
  }
}
