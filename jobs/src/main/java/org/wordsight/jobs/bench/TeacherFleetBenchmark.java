package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.teacher.FailureKind;
import org.wordsight.teacher.TeacherClient;
import org.wordsight.teacher.openai.OpenAiTeacher;

/**
 * Measures dispatcher and client at an endpoint with lognormal times. The wall time is given as a
 * multiple of the shortest possible time for the times that the endpoint took. The cost of a storm
 * of refusals is measured too. Each run of our side is a new process, except in the storm.
 */
final class TeacherFleetBenchmark implements SpeedBenchmark {
  private static final double SPREAD = 0.4;

  /**
   * @param peerCalls fewer calls, for a peer that is slow
   */
  private record Size(int inFlight, int calls, int peerCalls, int medianMillis) {
    String name() {
      return inFlight + " in flight";
    }

    List<String> script() {
      return List.of(
          "questions=1",
          "speed={firstTokenMilliseconds: %d, tokensPerSecond: 0, spread: %s}"
              .formatted(medianMillis, SPREAD));
    }

    BenchCase of(int callsOfASide) {
      return BenchCase.of(
          name(),
          "wall time over ideal",
          Map.of("calls", callsOfASide, "median_milliseconds", medianMillis));
    }
  }

  private static final List<Size> SIZES =
      List.of(new Size(64, 11_840, 800, 100), new Size(512, 19_456, 2_560, 500));

  /**
   * The storm begins after 6 seconds and lasts 5. The endpoint refuses all requests and tells them
   * to wait 1 s.
   */
  private static final Size STORM = new Size(64, 12_000, 0, 100);

  private static final int STORM_START = 6;
  private static final int STORM_SECONDS = 5;

  /** The time for which the peer asks: long enough to see its recovery from the storm. */
  private static final int PEER_STORM_RUN_SECONDS = 45;

  private static final String STORM_METRIC = "seconds from its end to 95 % of the rate before";

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
    SIZES.forEach(size -> ours(session, size));
    storm(session);
    SIZES.forEach(size -> peer(session, size));
    peerInStorm(session);
  }

  private static void ours(BenchSession session, Size size) {
    session.message(size.name() + ": " + BenchSession.OURS);
    List<Double> ratios = new ArrayList<>();
    List<Double> ideals = new ArrayList<>();
    List<Double> use = new ArrayList<>();
    try (ScriptedProcess server = ScriptedProcess.start(size.script())) {
      FleetProcess.Task task =
          new FleetProcess.Task(server.endpoint().toString(), size.inFlight(), size.calls());
      for (int i = 0; i < session.options().runs().repetitions(); i++) {
        int before = server.workMillis().size();
        FleetProcess.Result result = FleetProcess.run(task);
        requireAll(result.answered(), size.calls());
        List<Integer> millis = server.workMillis();
        double ideal =
            IdealSchedule.seconds(millis.subList(before, millis.size()), size.inFlight());
        ratios.add(result.seconds() / ideal);
        ideals.add(BenchSession.rounded(ideal));
        use.add(BenchSession.rounded(result.use()));
      }
    }
    session.ours(
        size.of(size.calls()).with(Map.of("ideal_seconds", ideals, "permit_use", use)), 0, ratios);
  }

  private static void peer(BenchSession session, Size size) {
    session.message(size.name() + ": the peer, %,d calls a run".formatted(size.peerCalls()));
    BenchCase of = size.of(size.peerCalls());
    Map<String, Object> work = new LinkedHashMap<>();
    work.put("case", of.name());
    work.put("calls", size.peerCalls());
    work.put("in_flight", size.inFlight());
    work.put("over_ideal", true);
    try (ScriptedProcess server = ScriptedProcess.start(size.script())) {
      peer(session, server, of, work);
    }
  }

  private static void peerInStorm(BenchSession session) {
    BenchCase of =
        BenchCase.of("storm", STORM_METRIC, Map.of("run_seconds", PEER_STORM_RUN_SECONDS));
    Map<String, Object> work = new LinkedHashMap<>();
    work.put("case", of.name());
    work.put("in_flight", STORM.inFlight());
    work.put("run_seconds", PEER_STORM_RUN_SECONDS);
    work.put("storm_start", STORM_START);
    work.put("storm_seconds", STORM_SECONDS);
    try (ScriptedProcess server = ScriptedProcess.start(stormScript())) {
      peer(session, server, of, work);
    }
  }

  private static void peer(
      BenchSession session, ScriptedProcess server, BenchCase of, Map<String, Object> work) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("endpoint", server.endpoint().toString());
    settings.put("prompt", TeacherWork.PROMPT);
    settings.put("work", List.of(work));
    settings.put("warm_ups", 0);
    session.peer("teacher.py", List.of(of), settings);
  }

  private static List<String> stormScript() {
    List<String> script = new ArrayList<>(STORM.script());
    script.add(
        "storm={startSeconds: %d, seconds: %d, share: 1, wait: seconds, waitSeconds: 1}"
            .formatted(STORM_START, STORM_SECONDS));
    return script;
  }

  private static void requireAll(long answered, int calls) {
    if (answered != calls) {
      throw new IllegalStateException(answered + " of " + calls + " calls were answered");
    }
  }

  private static void storm(BenchSession session) {
    try (ScriptedProcess server = ScriptedProcess.start(stormScript())) {
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
            BenchCase.of("storm", STORM_METRIC, facts),
            0,
            List.of(recovery(fleet.answeredNanos(), start)));
      }
    }
  }

  /**
   * The seconds from the storm's end until the rate of one second reaches 95 % of the median rate
   * before the storm. NaN if the rate never does.
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
