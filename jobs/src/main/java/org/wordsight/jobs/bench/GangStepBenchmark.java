package org.wordsight.jobs.bench;

import static org.wordsight.jobs.bench.GangStepWorker.Way.APART;
import static org.wordsight.jobs.bench.GangStepWorker.Way.TOGETHER;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.train.TrainingExample;

/**
 * Measures the cost of the exchange between several worker processes. A step is compared with a
 * step of the same processes without an exchange. Torch's distributed data parallel is measured in
 * the same way. One worker with the same number of threads is measured too, and must give the same
 * bits. All samples have one length, so that their distribution over workers has no effect.
 *
 * @param work the samples of a step
 * @param workers how many processes, each time
 */
record GangStepBenchmark(Shape work, List<Integer> workers) implements SpeedBenchmark {
  private static final int WARM_UPS = 1;

  /** The fact of a line: how much longer a step takes with the exchange than without. */
  private static final String OVERHEAD = "overhead_percent";

  /** The samples of a step: each shard has the same number, and all have one length. */
  static final Shape WORK =
      new Shape(8, new LoraStepBenchmark.Range(320, 320), new LoraStepBenchmark.Range(40, 40));

  static GangStepBenchmark standard() {
    return new GangStepBenchmark(WORK, List.of(2));
  }

  @Override
  public String name() {
    return "gang-step";
  }

  @Override
  public String summary() {
    return "a step of 2 worker processes of --model with and without their exchange, beside DDP";
  }

  @Override
  public void run(BenchSession session) {
    int threads = session.options().threads();
    for (int count : workers) {
      int each = Math.max(1, threads / count);
      Cases cases = new Cases(of(1, count * each), apart(count, each), of(count, each));
      session.message(cases.one().name());
      GangStepWorker.Result alone = measured(session, 1, count * each, APART).get(0);
      session.message(cases.all().name());
      // Work without the exchange is measured before and after, since a machine's speed changes
      // slowly.
      List<GangStepWorker.Result> several = measured(session, count, each, APART, TOGETHER, APART);
      List<Double> apart = new ArrayList<>(several.get(0).seconds());
      apart.addAll(several.get(2).seconds());
      GangStepWorker.Result together = several.get(1);
      double overhead = BenchSession.rounded(100 * overhead(together.seconds(), apart));

      session.ours(sha(cases.one(), alone), WARM_UPS, alone.seconds());
      session.ours(cases.apart(), WARM_UPS, apart);
      session.ours(
          sha(cases.all(), together).with(Map.of(OVERHEAD, overhead)),
          WARM_UPS,
          together.seconds());
      Set<String> bits = new HashSet<>(List.of(alone.sha256(), together.sha256()));
      if (bits.size() > 1) {
        session.failed("%d workers give other bits than one".formatted(count));
      }

      String theirs =
          peer(session, count, cases).stream()
              .flatMap(measured -> Stream.ofNullable(measured.facts().get(OVERHEAD)))
              .map(percent -> "%s %%".formatted(percent))
              .findFirst()
              .orElse("not measured");
      session.message(
          "what the exchange of %d workers adds to a step: ours %s %%, DDP %s"
              .formatted(count, overhead, theirs));
    }
  }

  /** The share by which the median of the longer times exceeds the median of the shorter times. */
  static double overhead(List<Double> longer, List<Double> shorter) {
    return BenchSession.median(longer) / BenchSession.median(shorter) - 1;
  }

  /**
   * @param one worker with all threads
   * @param apart several workers that exchange nothing
   * @param all of them, with their exchange
   */
  private record Cases(BenchCase one, BenchCase apart, BenchCase all) {}

  /** The workers of a case in words. */
  static String words(int count, int threads) {
    return "%d worker%s of %d thread%s"
        .formatted(count, count == 1 ? "" : "s", threads, threads == 1 ? "" : "s");
  }

  private BenchCase of(int count, int threads) {
    return BenchCase.of(
        "%s, %s".formatted(words(count, threads), work),
        "seconds a step",
        Map.of("workers", count, "threads_of_a_worker", threads));
  }

  private BenchCase apart(int count, int threads) {
    return BenchCase.of(
        "%s without an exchange, %s".formatted(words(count, threads), work),
        "seconds a step",
        Map.of("workers", count, "threads_of_a_worker", threads));
  }

  private static BenchCase sha(BenchCase of, GangStepWorker.Result result) {
    return of.with(Map.of("adapter_sha256", result.sha256()));
  }

  private List<GangStepWorker.Result> measured(
      BenchSession session, int count, int threads, GangStepWorker.Way... ways) {
    int shards = session.options().steps().shards();
    return GangProcesses.measure(session, work, shards, count, threads, WARM_UPS, ways);
  }

  private List<PeerProgram.Measurement> peer(BenchSession session, int count, Cases cases) {
    List<TrainingExample> examples = work.examples(GangStepWorker.vocabulary(session.model()));
    Map<String, Object> settings = LoraSteps.forPeer(session, examples);
    settings.put("case_of_one", cases.one().name());
    settings.put("case_apart", cases.apart().name());
    settings.put("case_of_all", cases.all().name());
    settings.put("workers", count);
    settings.put("warm_ups", WARM_UPS);
    return session.peer("gang_step.py", List.of(cases.one(), cases.apart(), cases.all()), settings);
  }
}
