package org.wordsight.jobs.bench;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.config.LimitsConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.config.TeacherConfig.MaximumTokensField;
import org.wordsight.config.TeacherConfig.StructuredOutput;
import org.wordsight.money.Prices;
import org.wordsight.synthesis.PlannedRequest;
import org.wordsight.synthesis.RequestParameters;
import org.wordsight.teacher.Reply;
import org.wordsight.teacher.TeacherClient;
import org.wordsight.teacher.openai.OpenAiTeacher;

/** Requests to a scripted endpoint, as benchmarks send them. */
final class TeacherWork {
  static final String PROMPT =
      "Write one multiple-choice decision question as a JSON list: situation, question, options, rationale, answer.";
  static final RequestParameters PARAMETERS = new RequestParameters("bench", 1.0, 1.0, 2048);

  private TeacherWork() {}

  static OpenAiTeacher teacher(URI endpoint) {
    ConnectionConfig connection =
        new ConnectionConfig(
            List.of(endpoint), "", 10, 120, 60, 0, Map.of(), "", "", "", "", "", "", false);
    return new OpenAiTeacher(
        new TeacherConfig.OpenAi(
            "scripted",
            connection,
            new LimitsConfig(64, 0, 0),
            Prices.FREE,
            false,
            BigDecimal.ONE,
            StructuredOutput.OFF,
            false,
            MaximumTokensField.MAX_TOKENS,
            PARAMETERS.temperature(),
            PARAMETERS.topP()));
  }

  static PlannedRequest request(long number) {
    return new PlannedRequest("bench-" + number, Math.toIntExact(number), number);
  }

  /**
   * Sends {@code calls} requests, at most {@code inFlight} at one time. Returns the number of
   * answered requests.
   */
  static long ask(TeacherClient client, int calls, int inFlight) {
    Semaphore permits = new Semaphore(inFlight);
    AtomicLong answered = new AtomicLong();
    for (int i = 0; i < calls; i++) {
      permits.acquireUninterruptibly();
      client
          .ask(PROMPT, request(i), PARAMETERS)
          .whenComplete(
              (reply, thrown) -> {
                if (reply instanceof Reply.Answered) {
                  answered.incrementAndGet();
                }
                permits.release();
              });
    }
    permits.acquireUninterruptibly(inFlight);
    return answered.get();
  }
}
