package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wordsight.teacher.openai.OpenAiTest.client;
import static org.wordsight.teacher.openai.OpenAiTest.config;
import static org.wordsight.teacher.openai.OpenAiTest.connection;
import static org.wordsight.teacher.openai.OpenAiTest.failed;
import static org.wordsight.teacher.openai.OpenAiTest.hasty;
import static org.wordsight.teacher.openai.OpenAiTest.server;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.money.Prices;
import org.wordsight.money.Usage;
import org.wordsight.rehearsal.ScriptedServer;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;

/** Every failure, over real connections to an endpoint that fails by a script. */
class TestOpenAiFailures {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resetBeforeStatus | CONNECTION_LOST   | the connection ended before the answer",
        "resetInStatus     | CONNECTION_LOST   | the connection ended before the answer",
        "resetInHeaders    | CONNECTION_LOST   | the connection ended before the answer",
        "resetInBody       | CONNECTION_LOST   | the connection ended inside the answer",
        "closedInBody      | CONNECTION_LOST   | the connection ended inside the answer",
        "tornJson          | MALFORMED_BODY    | characters that is not JSON",
        "deepJson          | MALFORMED_BODY    | characters that is not JSON",
        "wrongContentType  | WRONG_CONTENT_TYPE | status 200 with content type text/event-stream, expected application/json",
        "htmlPage          | WRONG_CONTENT_TYPE | status 200 with content type text/html; charset=utf-8, expected application/json: Sign in Please sign in.",
        "hugeBody          | BODY_TOO_LARGE    | status 200 with a body of more than 8 MiB",
        "endlessBody       | BODY_TOO_LARGE    | status 200 with a body of more than 8 MiB",
        "errorInside       | SERVER_ERROR      | status 200 with an error inside: Upstream failed. (502)",
        "noChoices         | EMPTY_ANSWER      | an answer without a choice",
        "noText            | EMPTY_ANSWER      | an answer without a text, finish_reason stop",
        "filteredPrompt    | PROMPT_FILTERED   | status 400: The prompt was filtered. (content_filter)",
        "serverError       | SERVER_ERROR      | status 500: The server had an error with key",
        "unavailable       | SERVER_ERROR      | 'status 503, text/html: Service Unavailable'",
        "timedOut          | TIMED_OUT         | status 408: The request took too long. (timeout)",
        "conflict          | CONFLICT          | status 409: The request conflicts with another. (conflict)",
        "tooLong           | BAD_REQUEST       | status 400: 'max_tokens' is too large",
        "unauthorised      | UNAUTHORISED      | status 403: The key",
        "redirect          | NOT_FOUND         | status 307 without a message"
      })
  void distinguishesFailures(String fault, FailureKind kind, String detail) throws Exception {
    try (ScriptedServer server = server("faults." + fault + "=1");
        OpenAiClient client = client(server.endpoint())) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).as(failed.detail()).isEqualTo(kind);
      assertThat(failed.detail())
          .startsWith(
              detail.startsWith("characters") ? "a body of" : detail.replaceAll("^'|'$", ""))
          .contains(detail.replaceAll("^'|'$", ""))
          .doesNotContain("hunter2")
          .doesNotContain("create more complex");
      assertThat(failed.retryAfter()).isEmpty();
      assertThat(server.counts().requests()).isOne();
    }
  }

  @ParameterizedTest
  @CsvSource({"none, -1", "seconds, 2000", "date, 2000", "milliseconds, 1500", "reset, 1500"})
  void readsEveryFormOfTheTimeToWait(String form, long millis) throws Exception {
    try (ScriptedServer server =
            server("storm={seconds: 1000, wait: " + form + ", waitSeconds: 1.5}");
        OpenAiClient client = client(server.endpoint())) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.RATE_LIMITED);
      assertThat(failed.detail())
          .isEqualTo("status 429: Rate limit reached. (rate_limit_exceeded)");
      if (millis < 0) {
        assertThat(failed.retryAfter()).isEmpty();
      } else {
        assertThat(failed.retryAfter().orElseThrow())
            .isBetween(Duration.ofMillis(millis - 1000), Duration.ofMillis(millis));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "unavailable, true",
    "resetBeforeStatus, true",
    "resetInBody, false",
    "serverError, false",
    "conflict, false"
  })
  void saysWhetherAServerMayStillBeStarting(String fault, boolean mayBe) throws Exception {
    try (ScriptedServer server = server("faults." + fault + "=1");
        OpenAiClient client = client(server.endpoint())) {
      assertThat(failed(client).mayBeStarting()).isEqualTo(mayBe);
    }
  }

  @Test
  void saysWhatAnAnswerWithoutATextCosts() throws Exception {
    try (ScriptedServer server = server("faults.noText=1", "prices={input: 2, output: 8}");
        OpenAiClient client = client(server.endpoint())) {
      Reply.Failed failed = failed(client);

      assertThat(failed.usage().promptTokens()).isPositive();
      BigDecimal input = BigDecimal.valueOf(2);
      Prices prices = new Prices(input, input, BigDecimal.valueOf(8));
      assertThat(prices.microdollars(failed.usage())).isEqualTo(server.counts().microdollars());
    }
    try (ScriptedServer server = server("faults.noText=1", "usage=missing");
        OpenAiClient client = client(server.endpoint())) {
      assertThat(failed(client).usage()).isEqualTo(Usage.NONE);
    }
  }

  @Test
  void distinguishesAUsedUpQuotaFromALimit() throws Exception {
    try (ScriptedServer server = server("quotaRequests=1");
        OpenAiClient client = client(server.endpoint())) {
      OpenAiTest.answered(client);
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.QUOTA_ENDED);
      assertThat(failed.detail())
          .isEqualTo("status 429: You exceeded your current quota. (insufficient_quota)");
    }
  }

  @Test
  void endsARequestThatDripsWhenItsWholeTimeIsOver() throws Exception {
    try (ScriptedServer server = server("faults.slowDrip=1");
        OpenAiClient client = client(config(hasty(connection(server.endpoint()), 1, 10)))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.TIMED_OUT);
      assertThat(failed.detail()).isEqualTo("no whole answer within 1 s");
      assertThat(failed.latency()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void endsARequestThatFallsSilent() throws Exception {
    try (ScriptedServer server = server("faults.silence=1");
        OpenAiClient client = client(config(hasty(connection(server.endpoint()), 20, 1)))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.TIMED_OUT);
      assertThat(failed.detail()).isEqualTo("no byte for 1 s inside the answer");
    }
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (OpenAiClient client = client(URI.create("http://127.0.0.1:" + port + "/v1"))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
      assertThat(failed.detail()).startsWith("no connection: ");
      assertThat(failed.mayBeStarting()).isTrue();
    }
  }

  @Test
  void saysThatANameHasNoAddress() throws Exception {
    try (OpenAiClient client = client(URI.create("https://no-such-host.invalid/v1"))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
      assertThat(failed.detail()).isEqualTo("the host's name has no address");
    }
  }

  @Test
  void saysThatThePathIsWrong() throws Exception {
    try (ScriptedServer server = server();
        OpenAiClient client = client(URI.create(server.address() + "/v2"))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.NOT_FOUND);
      assertThat(failed.detail()).isEqualTo("status 404: Not Found");
    }
  }

  @Test
  void saysThatTheModelIsUnknown() throws Exception {
    try (ScriptedServer server = server("model=other");
        OpenAiClient client = client(server.endpoint())) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.NOT_FOUND);
      assertThat(failed.detail())
          .isEqualTo("status 404: The model `gpt-4o` does not exist. (model_not_found)");
    }
  }
}
