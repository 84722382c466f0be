package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.train.TrainingExample;

/**
 * A step of several worker processes against one worker with as many threads, and the same with
 * torch's distributed data parallel. All samples are as long, so that what is measured is the
 * exchange and not how evenly samples are spread.
 *
 * @param work the samples of a step
 * @param workers how many processes, each time
 */
record GangStepBenchmark(Shape work, List<Integer> workers) implements SpeedBenchmark {
  private static final int WARM_UPS = 1;

  /** The fact of a line: how much longer a step takes than with one worker. */
  private static final String OVERHEAD = "overhead_percent";

  /** The samples of a step: each shard has as many, all as long. */
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
    return "a step of 2 worker processes of --model against one with as many threads, beside DDP";
  }

  @Override
  public void run(BenchSession session) {
    int threads = session.options().threads();
    for (int count : workers) {
      int each = Math.max(1, threads / count);
      GangStepWorker.Result alone = measured(session, 1, count * each);
      GangStepWorker.Result together = measured(session, count, each);
      double one = BenchSession.median(alone.seconds());
      double overhead = BenchSession.median(together.seconds()) / one - 1;
      line(session, of(1, count * each), alone, Map.of());
      line(
          session,
          of(count, each),
          together,
          Map.of(OVERHEAD, BenchSession.rounded(100 * overhead)));
      Set<String> bits = new HashSet<>(List.of(alone.sha256(), together.sha256()));
      if (bits.size() > 1) {
        session.failed("%d workers give other bits than one".formatted(count));
      }

      double ours = BenchSession.rounded(100 * overhead);
      String theirs =
          peer(session, count, each).stream()
              .flatMap(measured -> Stream.ofNullable(measured.facts().get(OVERHEAD)))
              .map(percent -> "%s %%".formatted(percent))
              .findFirst()
              .orElse("not measured");
      session.message("overhead of %d workers: ours %s %%, DDP %s".formatted(count, ours, theirs));
    }
  }

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

  private static void line(
      BenchSession session, BenchCase of, GangStepWorker.Result result, Map<String, Object> more) {
    Map<String, Object> facts = new TreeMap<>(more);
    facts.put("adapter_sha256", result.sha256());
    session.ours(of.with(facts), WARM_UPS, result.seconds());
  }

  private GangStepWorker.Result measured(BenchSession session, int count, int threads) {
    session.message(of(count, threads).name());
    return GangProcesses.measure(session, work, count, threads, WARM_UPS);
  }

  private List<Peer.Measurement> peer(BenchSession session, int count, int threads) {
    List<TrainingExample> examples = work.examples(GangStepWorker.vocabulary(session.model()));
    List<BenchCase> cases = new ArrayList<>(List.of(of(1, count * threads), of(count, threads)));
    Map<String, Object> settings = LoraSteps.forPeer(session, examples);
    settings.put("case_of_one", cases.get(0).name());
    settings.put("case_of_all", cases.get(1).name());
    settings.put("workers", count);
    settings.put("warm_ups", WARM_UPS);
    return session.peer("gang_step.py", cases, settings);
  }
}
