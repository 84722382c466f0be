package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wordsight.teacher.TeacherClient;

/** Measures the calls a second of one client to an endpoint that answers at once. */
final class TeacherClientBenchmark implements SpeedBenchmark {
  private static final int WARM_UPS = 2;
  private static final int CALLS = 10_000;
  private static final List<Integer> IN_FLIGHT = List.of(16, 64);

  @Override
  public String name() {
    return "teacher-client";
  }

  @Override
  public String summary() {
    return "calls a second to an endpoint that answers at once, beside asyncio and httpx";
  }

  @Override
  public void run(BenchSession session) {
    List<String> script =
        List.of("questions=1", "speed={firstTokenMilliseconds: 0, tokensPerSecond: 0, spread: 0}");
    try (ScriptedProcess server = ScriptedProcess.start(script);
        TeacherClient client = TeacherWork.teacher(server.endpoint()).open()) {
      List<BenchCase> cases = new ArrayList<>();
      List<Map<String, Object>> work = new ArrayList<>();
      for (int inFlight : IN_FLIGHT) {
        BenchCase of =
            BenchCase.of(
                inFlight + " in flight",
                "answered calls/s",
                Map.of("calls", CALLS, "in_flight", inFlight, "server", "another process"));
        session.ours(of, WARM_UPS, () -> TeacherWork.ask(client, CALLS, inFlight));
        cases.add(of);
        work.add(Map.of("case", of.name(), "calls", CALLS / 10, "in_flight", inFlight));
      }
      session.peer(
          "teacher.py",
          cases,
          Map.of(
              "endpoint",
              server.endpoint().toString(),
              "prompt",
              TeacherWork.PROMPT,
              "work",
              work,
              "warm_ups",
              1));
    }
  }
}
