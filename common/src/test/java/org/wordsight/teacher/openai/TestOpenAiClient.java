package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wordsight.teacher.openai.OpenAiTest.answered;
import static org.wordsight.teacher.openai.OpenAiTest.ask;
import static org.wordsight.teacher.openai.OpenAiTest.client;
import static org.wordsight.teacher.openai.OpenAiTest.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.wordsight.money.Usage;
import org.wordsight.rehearsal.Counts;
import org.wordsight.rehearsal.ScriptedServer;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;

class TestOpenAiClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void returnsTheTextAndTheUsageThatTheEndpointCounts() throws Exception {
    try (ScriptedServer server = server();
        OpenAiClient client = client(server.endpoint())) {
      TeacherAnswer answer = answered(client).answer();

      assertThat(answer.outcome()).isEqualTo(Outcome.STOPPED);
      assertThat(JSON.readTree(answer.text()).path("questions")).hasSize(5);
      assertThat(answer.usage())
          .isEqualTo(
              new Usage(
                  (int) server.counts().promptTokens(),
                  0,
                  (int) server.counts().completionTokens()));
      JsonNode facts = JSON.readTree(answer.facts());
      assertThat(facts.path("system_fingerprint").asText()).isEqualTo("fp_scripted");
      assertThat(facts.path("finish_reason").asText()).isEqualTo("stop");
      assertThat(facts.path("sent").path("length").asText()).isEqualTo("max_tokens");
      assertThat(facts.path("usage_source").asText()).isEqualTo("reported");
      assertThat(facts.toString()).doesNotContain("127.0.0.1");
    }
  }

  @Test
  void keepsReasoningOutOfTheText() throws Exception {
    for (String fault : List.of("thinkTags", "reasoningField")) {
      try (ScriptedServer server = server("faults." + fault + "=1");
          OpenAiClient client = client(server.endpoint())) {
        assertThat(answered(client).answer().text())
            .startsWith("{\"questions\"")
            .doesNotContain("First the people");
      }
    }
  }

  @Test
  void distinguishesRefusalsFiltersAndCutAnswers() throws Exception {
    assertThat(outcome("refusal")).isEqualTo(Outcome.REFUSED);
    assertThat(outcome("filteredAnswer")).isEqualTo(Outcome.FILTERED);
    assertThat(outcome("cutOff")).isEqualTo(Outcome.LENGTH);
  }

  private static Outcome outcome(String fault) throws Exception {
    try (ScriptedServer server = server("faults." + fault + "=1");
        OpenAiClient client = client(server.endpoint())) {
      return answered(client).answer().outcome();
    }
  }

  @Test
  void countsTheMostThatIsPossibleIfTheUsageIsMissingOrImpossible() throws Exception {
    OpenAiTeacher teacher =
        new OpenAiTeacher(
            OpenAiTest.config(OpenAiTest.connection(URI.create("http://localhost/v1"))));
    Usage worst = new Usage(teacher.promptTokensAtMost(OpenAiTest.PROMPT), 0, 2000);
    for (String usage : List.of("missing", "negative", "enormous")) {
      try (ScriptedServer server = server("usage=" + usage);
          OpenAiClient client = client(server.endpoint())) {
        TeacherAnswer answer = answered(client).answer();
        assertThat(answer.usage()).as(usage).isEqualTo(worst);
        assertThat(answer.facts()).contains("the most that is possible was counted");
      }
    }
  }

  @Test
  void learnsOnceWhichFieldsAnEndpointKnows() throws Exception {
    try (ScriptedServer server =
            server(
                "fields={maximumTokens: max-completion-tokens, refuseResponseFormat: true, refuseSeed: true}");
        OpenAiClient client = client(server.endpoint())) {
      TeacherAnswer first = answered(client).answer();
      long asked = server.counts().requests();
      TeacherAnswer second = answered(client).answer();

      assertThat(first.text()).startsWith("[{\"situation\"");
      assertThat(JSON.readTree(second.facts()).path("sent"))
          .isEqualTo(
              JSON.readTree(
                  "{\"length\":\"max_completion_tokens\",\"response_format\":false,\"seed\":false}"));
      assertThat(asked).isEqualTo(4);
      assertThat(server.counts().requests()).isEqualTo(5);
      assertThat(server.counts().billedAnswers()).isEqualTo(2);
    }
  }

  @Test
  void usesAConnectionAgain() throws Exception {
    try (ScriptedServer server = server();
        OpenAiClient client = client(server.endpoint())) {
      for (int i = 0; i < 5; i++) {
        answered(client);
      }
      assertThat(server.counts().connections()).isOne();
    }
  }

  @Test
  void knowsAConnectionThatWasClosedWhileItWaited() throws Exception {
    try (ScriptedServer server = server("faults.resetBeforeStatus=0.5", "seed=3");
        OpenAiClient client = client(server.endpoint())) {
      List<FailureKind> kinds = new ArrayList<>();
      boolean waits = false;
      for (int i = 0; i < 12; i++) {
        Reply reply = ask(client, i).get(30, TimeUnit.SECONDS);
        if (reply instanceof Reply.Failed failed) {
          assertThat(failed.kind())
              .isEqualTo(waits ? FailureKind.CONNECTION_EXPIRED : FailureKind.CONNECTION_LOST);
          assertThat(failed.kind().mayBeBilled()).isEqualTo(!waits);
          kinds.add(failed.kind());
        }
        waits = reply instanceof Reply.Answered;
      }
      assertThat(kinds).contains(FailureKind.CONNECTION_EXPIRED, FailureKind.CONNECTION_LOST);
      assertThat(server.counts().requests()).isEqualTo(12);
    }
  }

  @Test
  void closesAnIdleConnectionBeforeServersDo() throws Exception {
    try (ScriptedServer server = server("idleSeconds=60");
        OpenAiClient client = client(server.endpoint())) {
      answered(client);
      assertThat(server.counts().openConnections()).isOne();
      long start = System.nanoTime();
      await(server, counts -> counts.openConnections() == 0);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void endsTheRequestAtTheEndpointWhenItIsCancelled() throws Exception {
    try (ScriptedServer server = server("speed.firstTokenMilliseconds=60000", "speed.spread=0");
        OpenAiClient client = client(server.endpoint())) {
      CompletableFuture<Reply> reply = ask(client, 0);
      await(server, counts -> counts.atWork() == 1);

      reply.cancel(true);

      await(server, counts -> counts.atWork() == 0);
      assertThat(server.counts().outcomes()).containsOnlyKeys("client-gone");
      assertThat(server.counts().billedAnswers()).isZero();
    }
  }

  @Test
  void endsAllRequestsWhenItIsClosed() throws Exception {
    try (ScriptedServer server = server("speed.firstTokenMilliseconds=60000", "speed.spread=0")) {
      OpenAiClient client = client(server.endpoint());
      CompletableFuture<Reply> reply = ask(client, 0);
      await(server, counts -> counts.atWork() == 1);

      client.close();

      assertThatThrownBy(() -> reply.get(5, TimeUnit.SECONDS))
          .isInstanceOf(CancellationException.class);
      await(server, counts -> counts.atWork() == 0);
    }
  }

  @Test
  void givesMoreToTheQuickerEndpointAndNothingToOneThatFails() throws Exception {
    try (ScriptedServer quick =
            server("speed={firstTokenMilliseconds: 5, spread: 0, tokensPerSecond: 0}");
        ScriptedServer slow =
            server("speed={firstTokenMilliseconds: 100, spread: 0, tokensPerSecond: 0}");
        ScriptedServer broken = server("faults.unavailable=1");
        OpenAiClient client = client(quick.endpoint(), slow.endpoint(), broken.endpoint())) {
      int answered = 0;
      for (int i = 0; i < 60; i++) {
        answered += ask(client, i).get(30, TimeUnit.SECONDS) instanceof Reply.Answered ? 1 : 0;
      }
      assertThat(answered).isGreaterThan(50);
      assertThat(broken.counts().requests()).isBetween(1L, 9L);
      assertThat(quick.counts().requests()).isGreaterThan(3 * slow.counts().requests());
    }
  }

  @Test
  void sendsEachRequestToTheEndpointOnceUnderLoad() throws Exception {
    try (ScriptedServer server = server("speed={firstTokenMilliseconds: 2, tokensPerSecond: 0}");
        OpenAiClient client = client(server.endpoint())) {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        replies.add(ask(client, i));
      }
      for (CompletableFuture<Reply> reply : replies) {
        assertThat(reply.get(30, TimeUnit.SECONDS)).isInstanceOf(Reply.Answered.class);
      }
      assertThat(server.counts().requests()).isEqualTo(500);
      assertThat(server.counts().billedAnswers()).isEqualTo(500);
    }
  }

  private static void await(ScriptedServer server, Predicate<Counts.Snapshot> wanted)
      throws InterruptedException {
    assertThat(server.await(wanted, Duration.ofSeconds(30))).as("in time").isTrue();
  }
}
