package org.wordsight.jobs.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wordsight.jobs.bench.GangModel.Link;
import org.wordsight.jobs.bench.GangModel.Step;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.train.StepRecord;
import org.wordsight.train.TrainingExample;

/**
 * Says how long a step takes with several workers, and how many workers pay. The pieces are
 * options, or measured here with a model: steps of many and of few samples tell the time of a token
 * from the time of a step.
 *
 * @param work whose samples are measured
 */
record GangModelBenchmark(TrainingUnequalBenchmark work) implements SpeedBenchmark {
  private static final int MOST_WORKERS = 64;

  /** Of the models whose steps are given as options. */
  private static final int USUAL_LAYERS = 28;

  private static final double BYTES_OF_A_GIGABIT = 1e9 / 8;

  @Override
  public String name() {
    return "gang-model";
  }

  @Override
  public String summary() {
    return "predicted steps of 1 to 64 workers, from --model or --step-seconds and --parameters";
  }

  @Override
  public void run(BenchSession session) {
    GangPieces pieces = session.options().gang();
    GangModel model = pieces.measuresNothing() ? given(session, pieces) : measured(session, pieces);
    double exchange = pieces.exchangeGigabytes() * 1e9;
    double latency = pieces.latencyMicroseconds() * 1e-6;
    for (double gigabits : pieces.networkGigabits()) {
      double rate = Math.min(gigabits * BYTES_OF_A_GIGABIT, exchange);
      List<Step> steps = model.steps(MOST_WORKERS, new Link(rate, latency, 1));
      String network = String.format(Locale.ROOT, "%s Gbit/s", gigabits);
      steps.forEach(step -> line(session, network, steps.get(0), step));
      session.message(
          "%s: doubling pays up to %d workers".formatted(network, GangModel.paying(steps)));
    }

    here(session, model, exchange, latency);
  }

  /** Workers that share this machine's cores, to be compared with "gang-step". */
  private static void here(BenchSession session, GangModel model, double exchange, double latency) {
    int cores = Runtime.getRuntime().availableProcessors();
    Step alone = model.step(1, new Link(exchange, latency, 1));
    for (int workers : new int[] {2, 4}) {
      double slowdown = Math.max(1, (double) workers * session.options().threads() / cores);
      if (workers <= model.shards()) {
        Step step = model.step(workers, new Link(exchange, latency, slowdown));
        line(session, "this machine", alone, step);
      }
    }
  }

  private static void line(BenchSession session, String network, Step alone, Step step) {
    BenchCase of =
        BenchCase.of(
            "%d workers, %s".formatted(step.workers(), network),
            "seconds a step, predicted",
            Map.of(
                "compute_seconds", BenchSession.rounded(step.computeSeconds()),
                "exchange_seconds", BenchSession.rounded(step.exchangeSeconds()),
                "efficiency",
                    BenchSession.rounded(alone.seconds() / step.seconds() / step.workers())));
    session.ours(of, 0, List.of(step.seconds()));
  }

  private static GangModel given(BenchSession session, GangPieces pieces) {
    return new GangModel(
        session.options().steps().shards(),
        pieces.stepSeconds() - pieces.fixedSeconds(),
        pieces.fixedSeconds(),
        (double) Float.BYTES * pieces.parameters(),
        USUAL_LAYERS);
  }

  private GangModel measured(BenchSession session, GangPieces pieces) {
    try (LoadedModel model = BenchModel.load(session.model(), session.options(), Purpose.LEARN)) {
      List<TrainingExample> all = work.examples(model.decoder().config().vocabularySize());
      LoraSteps many = steps(session, all);
      LoraSteps few = steps(session, all.subList(0, all.size() / 2));
      double secondsOfMany = seconds(session, model, many);
      double ofAToken =
          (secondsOfMany - seconds(session, model, few)) / (many.tokens() - few.tokens());
      // Noise may make the rest negative.
      double fixed = Math.max(0, secondsOfMany - ofAToken * many.tokens());
      double step = pieces.stepSeconds() > 0 ? pieces.stepSeconds() : secondsOfMany;
      double ofEveryStep = pieces.fixedSeconds() > 0 ? pieces.fixedSeconds() : fixed;
      session.message(
          String.format(
              Locale.ROOT,
              "measured: a step of %,d tokens takes %.3f s, of which %.3f s do not depend on tokens",
              many.tokens(),
              step,
              ofEveryStep));
      return new GangModel(
          session.options().steps().shards(),
          step - ofEveryStep,
          ofEveryStep,
          (double) Float.BYTES * LoraSteps.initial(model).layout().size(),
          model.decoder().config().layerCount());
    }
  }

  private static LoraSteps steps(BenchSession session, List<TrainingExample> examples) {
    return new LoraSteps(
        examples,
        session.options().steps().shards(),
        session.options().steps().microBatchTokens(),
        0);
  }

  private static double seconds(BenchSession session, LoadedModel model, LoraSteps steps) {
    List<StepRecord> records = steps.run(model, 1 + session.options().runs().repetitions());
    return BenchSession.median(records.stream().skip(1).map(StepRecord::seconds).toList());
  }
}
