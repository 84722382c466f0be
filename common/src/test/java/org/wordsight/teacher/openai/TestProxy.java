package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wordsight.teacher.openai.OpenAiTest.answered;
import static org.wordsight.teacher.openai.OpenAiTest.client;
import static org.wordsight.teacher.openai.OpenAiTest.config;
import static org.wordsight.teacher.openai.OpenAiTest.failed;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.rehearsal.ScriptedServer;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.openai.SmallProxy.Manner;

/** Requests through a proxy, to a host whose name only the proxy knows. */
class TestProxy {
  private static final String HOST = "teacher.invalid";

  @Test
  void asksThroughTheProxyWhichKnowsTheName() throws Exception {
    try (ScriptedServer server = OpenAiTest.server();
        SmallProxy proxy =
            new SmallProxy(Manner.FORWARDS, Map.of(HOST, server.endpoint().getPort()));
        OpenAiClient client = client(config(through(proxy.url())))) {
      answered(client);
      answered(client);

      assertThat(proxy.requests())
          .hasSize(2)
          .containsOnly("POST http://teacher.invalid/v1/chat/completions HTTP/1.1");
      assertThat(server.counts().billedAnswers()).isEqualTo(2);
    }
  }

  @Test
  void saysThatTheProxyCloses() throws Exception {
    try (SmallProxy proxy = new SmallProxy(Manner.CLOSES, Map.of());
        OpenAiClient client = client(config(through(proxy.url())))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.CONNECTION_LOST);
      assertThat(failed.detail()).startsWith("the connection ended before the answer");
    }
  }

  @Test
  void saysThatTheProxyWantsAPassword() throws Exception {
    try (SmallProxy proxy = new SmallProxy(Manner.WANTS_A_PASSWORD, Map.of());
        OpenAiClient client = client(config(through(proxy.url())))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.UNAUTHORISED);
      assertThat(failed.detail()).startsWith("status 407");
    }
  }

  @Test
  void saysThatNobodyListensAtTheProxy() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (OpenAiClient client = client(config(through("http://127.0.0.1:" + port)))) {
      Reply.Failed failed = failed(client);

      assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
      assertThat(failed.detail()).startsWith("no connection: ");
    }
  }

  private static ConnectionConfig through(String proxy) {
    return new ConnectionConfig(
        List.of(URI.create("http://" + HOST + "/v1")),
        "TEACHER_TOKEN",
        5,
        20,
        10,
        0,
        Map.of(),
        "",
        "",
        proxy,
        "",
        "",
        "",
        false);
  }
}
