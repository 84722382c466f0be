package org.wordsight.teacher.openai;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.config.LimitsConfig;
import org.wordsight.config.RehearsalFile;
import org.wordsight.config.TeacherConfig;
import org.wordsight.config.TeacherConfig.MaximumTokensField;
import org.wordsight.config.TeacherConfig.StructuredOutput;
import org.wordsight.money.Prices;
import org.wordsight.rehearsal.ScriptedServer;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.teacher.Reply;

/** A client, and the endpoint that it asks in tests. */
final class OpenAiTest {
  static final String TOKEN = "sk-hunter2-0123456789";
  static final String PROMPT =
      "Now your task is to create more complex decision-making questions in human-centered situations.";
  static final RequestParameters PARAMETERS = new RequestParameters("teacher", 1.0, 0.9, 2000);

  private static final Map<String, String> ENVIRONMENT = Map.of("TEACHER_TOKEN", TOKEN);

  private OpenAiTest() {}

  /** An endpoint that answers at once, with these changes of the script. */
  static ScriptedServer server(String... script) {
    List<String> all =
        new ArrayList<>(List.of("speed.firstTokenMilliseconds=0", "speed.tokensPerSecond=0"));
    all.addAll(List.of(script));
    return ScriptedServer.start(RehearsalFile.load(Optional.empty(), all), TOKEN);
  }

  static ConnectionConfig connection(URI... endpoints) {
    return new ConnectionConfig(
        List.of(endpoints), "TEACHER_TOKEN", 5, 20, 10, 0, Map.of(), "", "", "", "", "", "", false);
  }

  /** The same with other time-outs. */
  static ConnectionConfig hasty(ConnectionConfig of, int requestSeconds, int silenceSeconds) {
    return new ConnectionConfig(
        of.endpoints(),
        of.tokenVariable(),
        of.connectSeconds(),
        requestSeconds,
        silenceSeconds,
        of.startSeconds(),
        of.headers(),
        of.organisation(),
        of.project(),
        of.proxy(),
        of.keystore(),
        of.keystorePasswordVariable(),
        of.authorities(),
        of.allowPrivateAddresses());
  }

  static TeacherConfig.OpenAi config(ConnectionConfig connection) {
    return new TeacherConfig.OpenAi(
        "gpt-4o",
        connection,
        new LimitsConfig(64, 0, 0),
        Prices.FREE,
        false,
        BigDecimal.ONE,
        StructuredOutput.AUTO,
        false,
        MaximumTokensField.AUTO,
        1.0,
        0.9);
  }

  static OpenAiClient client(TeacherConfig.OpenAi config) {
    return OpenAiClient.open(
        new OpenAiTeacher(config), Secrets.of(config.connection(), ENVIRONMENT::get));
  }

  static OpenAiClient client(URI... endpoints) {
    return client(config(connection(endpoints)));
  }

  static PlannedRequest request(int ordinal) {
    return new PlannedRequest("id" + ordinal, ordinal, 1000 + ordinal);
  }

  static CompletableFuture<Reply> ask(OpenAiClient client, int ordinal) {
    return client.ask(PROMPT, request(ordinal), PARAMETERS);
  }

  /** The reply to one request, awaited for half a minute. */
  static Reply reply(OpenAiClient client) throws Exception {
    return ask(client, 0).get(30, TimeUnit.SECONDS);
  }

  static Reply.Answered answered(OpenAiClient client) throws Exception {
    Reply reply = reply(client);
    if (reply instanceof Reply.Answered answered) {
      return answered;
    }
    throw new AssertionError(reply);
  }

  static Reply.Failed failed(OpenAiClient client) throws Exception {
    Reply reply = reply(client);
    if (reply instanceof Reply.Failed failed) {
      return failed;
    }
    throw new AssertionError(reply);
  }
}
