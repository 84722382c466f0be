package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.TeacherClient;
import org.wordsight.teacher.openai.OpenAiTeacher;

/**
 * Dispatcher and client beside an endpoint with lognormal times: the wall time as a multiple of the
 * shortest that is possible, and what a storm of refusals costs.
 */
final class TeacherFleetBenchmark implements SpeedBenchmark {
  private static final double SPREAD = 0.4;

  private record Size(int inFlight, int calls, int medianMillis) {
    String name() {
      return inFlight + " in flight";
    }

    double idealSeconds() {
      return new LogNormalSchedule(calls, inFlight, medianMillis / 1e3, SPREAD).idealSeconds();
    }

    List<String> script() {
      return List.of(
          "questions=1",
          "speed={firstTokenMilliseconds: %d, tokensPerSecond: 0, spread: %s}"
              .formatted(medianMillis, SPREAD));
    }
  }

  private static final List<Size> SIZES =
      List.of(new Size(64, 3_200, 100), new Size(512, 10_240, 500));

  /** A storm begins after 6 seconds and lasts 5; all requests are refused and told to wait 1 s. */
  private static final Size STORM = new Size(64, 12_000, 100);

  private static final int STORM_START = 6;
  private static final int STORM_SECONDS = 5;

  @Override
  public String name() {
    return "teacher-fleet";
  }

  @Override
  public String summary() {
    return "wall time of a fleet over the ideal one, and a storm of refusals, beside asyncio and httpx";
  }

  @Override
  public void run(BenchSession session) {
    for (Size size : SIZES) {
      try (ScriptedProcess server = ScriptedProcess.start(size.script())) {
        double ideal = size.idealSeconds();
        BenchCase of =
            BenchCase.of(
                size.name(),
                "wall time over ideal",
                Map.of("calls", size.calls(), "ideal_seconds", BenchSession.rounded(ideal)));
        List<Double> ratios = new ArrayList<>();
        List<Double> use = new ArrayList<>();
        session.message(of.name() + ": " + BenchSession.OURS);
        for (int i = 0; i < session.options().runs().repetitions(); i++) {
          OpenAiTeacher teacher = TeacherWork.teacher(server.endpoint());
          try (TeacherClient client = teacher.open()) {
            TeacherFleet fleet = new TeacherFleet(teacher, client, size.inFlight());
            long start = System.nanoTime();
            requireAll(fleet.ask(size.calls()), size.calls());
            ratios.add((System.nanoTime() - start) / 1e9 / ideal);
            use.add(BenchSession.rounded(fleet.status().permitUse()));
          }
        }
        session.ours(of.with(Map.of("permit_use", use)), 0, ratios);
        session.peer(
            "teacher.py",
            List.of(of),
            Map.of(
                "endpoint",
                server.endpoint().toString(),
                "prompt",
                TeacherWork.PROMPT,
                "work",
                List.of(
                    Map.of(
                        "case", of.name(),
                        "calls", size.calls(),
                        "in_flight", size.inFlight(),
                        "ideal_seconds", ideal)),
                "warm_ups",
                0));
      }
    }
    storm(session);
  }

  private static void requireAll(long answered, int calls) {
    if (answered != calls) {
      throw new IllegalStateException(answered + " of " + calls + " calls were answered");
    }
  }

  private static void storm(BenchSession session) {
    List<String> script = new ArrayList<>(STORM.script());
    script.add(
        "storm={startSeconds: %d, seconds: %d, share: 1, wait: seconds, waitSeconds: 1}"
            .formatted(STORM_START, STORM_SECONDS));
    try (ScriptedProcess server = ScriptedProcess.start(script)) {
      OpenAiTeacher teacher = TeacherWork.teacher(server.endpoint());
      try (TeacherClient client = teacher.open()) {
        session.message("storm: " + BenchSession.OURS);
        TeacherFleet fleet = new TeacherFleet(teacher, client, STORM.inFlight());
        long start = System.nanoTime();
        requireAll(fleet.ask(STORM.calls()), STORM.calls());
        long refused = fleet.status().failures().getOrDefault(FailureKind.RATE_LIMITED, 0L);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("storm_seconds", STORM_SECONDS);
        facts.put("refused", refused);
        facts.put(
            "refused_share", BenchSession.rounded((double) refused / (STORM.calls() + refused)));
        session.ours(
            BenchCase.of("storm", "seconds from its end to 95 % of the rate before", facts),
            0,
            List.of(recovery(fleet.answeredNanos(), start)));
      }
    }
  }

  /**
   * How long after the storm's end the rate of a second reaches 95 % of the median rate before it.
   * NaN where it does not.
   */
  private static double recovery(List<Long> answered, long start) {
    long[] bySecond = new long[3_600];
    for (long at : answered) {
      bySecond[(int) Math.min(bySecond.length - 1, (at - start) / 1_000_000_000L)]++;
    }
    List<Double> before = new ArrayList<>();
    for (int second = 2; second < STORM_START; second++) {
      before.add((double) bySecond[second]);
    }
    double wanted = 0.95 * BenchSession.median(before);
    for (int second = STORM_START + STORM_SECONDS; second < bySecond.length; second++) {
      if (bySecond[second] >= wanted) {
        return second - STORM_START - STORM_SECONDS;
      }
    }
    return Double.NaN;
  }
}
