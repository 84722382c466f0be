package org.wordsight.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.RehearsalConfig;
import org.wordsight.config.RehearsalFile;
import org.wordsight.data.Question;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestScriptedServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CONF = Path.of("..", "conf", "rehearsal");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path folder;

  @Test
  void answersTheSameRequestsAlikeAndCountsWhatItCharges() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (ScriptedServer server = server("prices={input: 2, output: 10}")) {
        String first = post(server, "one").body();
        texts.add(first);
        assertThat(post(server, "one").body()).isNotEqualTo(first);
        JsonNode usage = JSON.readTree(first).path("usage");
        Counts.Snapshot counts = server.counts();
        assertThat(counts.requests()).isEqualTo(2);
        assertThat(counts.billedAnswers()).isEqualTo(2);
        assertThat(counts.microdollars())
            .isEqualTo(2 * counts.promptTokens() + 10 * counts.completionTokens());
        assertThat(usage.path("prompt_tokens").asInt()).isPositive();
        JsonNode told = JSON.readTree(get(server, "/script/counts"));
        assertThat(told.path("cost_microdollars").asLong()).isEqualTo(counts.microdollars());
        assertThat(told.path("outcomes").path("answered").asInt()).isEqualTo(2);
      }
    }
    assertThat(texts.get(0)).isEqualTo(texts.get(1));
  }

  @Test
  void makesRequestsWaitBeyondItsCapacityAndRefusesNone() throws Exception {
    try (ScriptedServer server =
        server("capacity=2", "speed={firstTokenMilliseconds: 30, tokensPerSecond: 0, spread: 0}")) {
      long start = System.nanoTime();
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        all.add(http.sendAsync(request(server, "p" + i), HttpResponse.BodyHandlers.ofString()));
      }
      for (CompletableFuture<HttpResponse<String>> one : all) {
        assertThat(one.get().statusCode()).isEqualTo(200);
      }
      assertThat(System.nanoTime() - start).isGreaterThan(5 * 29_000_000L);
      assertThat(server.counts().mostAtWork()).isGreaterThan(2);
    }
  }

  @Test
  void reportsHowLongItWorkedOnEachRequest() throws Exception {
    try (ScriptedServer server =
        server("speed={firstTokenMilliseconds: 20, tokensPerSecond: 0, spread: 0.4}")) {
      for (int i = 0; i < 3; i++) {
        post(server, "p" + i);
      }
      JsonNode told = JSON.readTree(get(server, "/script/times"));
      assertThat(told).extracting(JsonNode::asInt).hasSize(3).isEqualTo(server.workMillis());
      assertThat(server.workMillis()).allMatch(millis -> millis > 2 && millis < 200);
      assertThat(new HashSet<>(server.workMillis())).hasSizeGreaterThan(1);
    }
  }

  @Test
  void answersRequestsOfItsOwnThatCountNowhere() {
    RehearsalConfig script =
        RehearsalFile.load(
            Optional.empty(),
            List.of(
                "model=other",
                "speed.firstTokenMilliseconds=60000",
                "faults.serverError=1",
                "quotaRequests=1",
                "storm.seconds=100"));
    WarmUp.answer(script, 200);
    try (ScriptedServer server = ScriptedServer.start(script, "")) {
      assertThat(server.counts().requests()).isZero();
    }
  }

  @Test
  void endsItsStormAndBeginsItAgain() throws Exception {
    try (ScriptedServer server =
        server("storm={startSeconds: 0, seconds: 1, everySeconds: 0, wait: reset}")) {
      HttpResponse<String> refused = post(server, "a");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("x-ratelimit-reset-requests")).contains("1000ms");
      long end = System.nanoTime() + 20_000_000_000L;
      int status = 429;
      while (status == 429 && System.nanoTime() < end) {
        status = post(server, "a").statusCode();
      }
      assertThat(status).isEqualTo(200);
    }
  }

  @Test
  void writesQuestionsThatAreWellFormedAndDiffer() {
    SplittableRandom random = new SplittableRandom(7);
    Set<String> situations = new HashSet<>();
    Map<Character, Integer> letters = new TreeMap<>();
    for (int i = 0; i < 2000; i++) {
      Question question = ScriptedQuestions.write(random);
      assertThat(
              Question.flaws(
                  question.situation(), question.question(), question.options(), question.answer()))
          .isEmpty();
      situations.add(question.situation());
      letters.merge(question.answer().charAt(0), 1, Integer::sum);
    }
    assertThat(situations).hasSize(2000);
    assertThat(letters).hasSize(5);
    assertThat(letters.values()).allSatisfy(count -> assertThat(count).isBetween(320, 480));
  }

  @Test
  void refusesAScriptWithAllItsProblemsAtOnce() throws Exception {
    Path script = Files.writeString(folder.resolve("s.yaml"), "seeds: 1\nfaults: {tornJson: 2}\n");
    assertThatThrownBy(() -> RehearsalFile.load(Optional.of(script), List.of("usage=much")))
        .hasMessageContaining("Cannot use script " + script + ": 3 problems.")
        .hasMessageContaining("seeds (line 1) is not a known key; did you mean seed?")
        .hasMessageContaining("faults.tornJson (line 2) is 2, expected a number of at least 0")
        .hasMessageContaining("usage (--set) is \"much\", expected one of given, missing")
        .satisfies(e -> assertThat(((WordsightException) e).exitCode()).isEqualTo(ExitCode.USAGE));
    assertThatThrownBy(
            () ->
                RehearsalFile.load(
                    Optional.empty(), List.of("faults={tornJson: 0.6, cutOff: 0.6}")))
        .hasMessageContaining("expected shares of at most 1 together");
  }

  @Test
  void readsTheScriptsOfTheRepository() throws Exception {
    try (Stream<Path> files = Files.list(CONF)) {
      for (Path file : files.toList()) {
        assertThat(RehearsalFile.load(Optional.of(file), List.of())).isNotNull();
      }
    }
  }

  @Test
  void saysThatAPortIsTaken() {
    try (ScriptedServer server = server()) {
      int port = server.endpoint().getPort();
      assertThatThrownBy(
              () ->
                  ScriptedServer.start(
                      RehearsalFile.load(Optional.empty(), List.of()),
                      "",
                      InetAddress.getLoopbackAddress(),
                      port))
          .hasMessageContaining(
              "Cannot serve a script: 127.0.0.1 port " + port + " cannot be used");
    }
  }

  private static ScriptedServer server(String... script) {
    List<String> all =
        new ArrayList<>(List.of("speed.firstTokenMilliseconds=0", "speed.tokensPerSecond=0"));
    all.addAll(List.of(script));
    return ScriptedServer.start(RehearsalFile.load(Optional.empty(), all), "");
  }

  private HttpResponse<String> post(ScriptedServer server, String prompt) throws Exception {
    return http.send(request(server, prompt), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(ScriptedServer server, String prompt) {
    return HttpRequest.newBuilder(URI.create(server.endpoint() + "/chat/completions"))
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""
                    + prompt
                    + "\"}]}"))
        .build();
  }

  private String get(ScriptedServer server, String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(server.address() + path)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
