package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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

  static GangStepBenchmark standard() {
    return new GangStepBenchmark(
        new Shape(8, new LoraStepBenchmark.Range(320, 320), new LoraStepBenchmark.Range(40, 40)),
        List.of(2));
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
          Map.of("overhead_percent", BenchSession.rounded(100 * overhead)));
      Set<String> bits = new HashSet<>(List.of(alone.sha256(), together.sha256()));
      if (bits.size() > 1) {
        session.failed("%d workers give other bits than one".formatted(count));
      }

      peer(session, count, each);
    }
  }

  private BenchCase of(int count, int threads) {
    return BenchCase.of(
        "%d worker%s of %d thread%s, %s"
            .formatted(count, count == 1 ? "" : "s", threads, threads == 1 ? "" : "s", work),
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
    BenchOptions options = session.options();
    session.message(of(count, threads).name());
    GangStepWorker.Task task =
        new GangStepWorker.Task(
            session.model().toAbsolutePath().toString(),
            work,
            count,
            threads,
            options.steps().shards(),
            options.steps().microBatchTokens(),
            WARM_UPS + options.runs().repetitions());
    GangStepWorker.Result all = GangProcesses.run(task);
    return new GangStepWorker.Result(
        all.seconds().subList(WARM_UPS, all.seconds().size()), all.sha256());
  }

  private void peer(BenchSession session, int count, int threads) {
    List<TrainingExample> examples = work.examples(GangStepWorker.vocabulary(session.model()));
    List<BenchCase> cases = new ArrayList<>(List.of(of(1, count * threads), of(count, threads)));
    session.peer(
        "gang_step.py",
        cases,
        Map.of(
            "case_of_one",
            cases.get(0).name(),
            "case_of_all",
            cases.get(1).name(),
            "model",
            session.model().toAbsolutePath().toString(),
            "ids",
            examples.stream().map(TrainingExample::ids).toList(),
            "first_targets",
            examples.stream().map(TrainingExample::firstTarget).toList(),
            "rank",
            LoraSteps.RANK,
            "alpha",
            LoraSteps.ALPHA,
            "dropout",
            LoraSteps.DROPOUT,
            "workers",
            count,
            "warm_ups",
            WARM_UPS));
  }
}
