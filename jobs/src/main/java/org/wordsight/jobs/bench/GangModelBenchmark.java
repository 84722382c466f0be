package org.wordsight.jobs.bench;

import static org.wordsight.jobs.bench.GangStepWorker.Way.APART;
import static org.wordsight.jobs.bench.GangStepWorker.Way.TOGETHER;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.wordsight.jobs.bench.GangModel.Link;
import org.wordsight.jobs.bench.GangModel.Step;
import org.wordsight.jobs.bench.LoraStepBenchmark.Shape;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Purpose;
import org.wordsight.train.StepRecord;
import org.wordsight.train.TrainingExample;

/**
 * Predicts the time of a step with several workers, and how many workers pay. The pieces of the
 * prediction are options, or measured here with a model. Steps of many and of few samples separate
 * the time of a token from the time of a step.
 *
 * <p>With measured pieces, the prediction for workers on this machine is compared with real worker
 * processes. Such workers share cores, caches and memory. Their slowdown is another piece: each
 * computes one shard at the same time, without an exchange.
 *
 * @param work whose samples are measured
 */
record GangModelBenchmark(Shape work) implements SpeedBenchmark {
  private static final int WARM_UPS = 1;

  /** The numbers of workers that are tried on this machine. */
  private static final List<Integer> HERE = List.of(2, 4);

  private static final int MOST_WORKERS = 64;

  /** The layers of a model whose steps are given as options. */
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

    for (int workers : HERE) {
      if (workers <= model.shards()) {
        double slowdown =
            pieces.measuresNothing()
                ? slowdown(session, workers)
                : measuredSlowdown(session, model, workers);
        here(session, model, workers, new Link(exchange, latency, slowdown));
      }
    }
  }

  /** Workers have their part of the threads, but at least one, and share the machine's cores. */
  private static double slowdown(BenchSession session, int workers) {
    int cores = Runtime.getRuntime().availableProcessors();
    double fewerThreads = (double) session.options().threads() / threads(session, workers);
    return fewerThreads * Math.max(1, (double) workers * threads(session, workers) / cores);
  }

  /**
   * Measures the slowdown of workers that share caches and memory. Each computes one shard of its
   * own at the same time, without an exchange. Its time is compared with the time of a shard in the
   * whole step.
   */
  private double measuredSlowdown(BenchSession session, GangModel model, int workers) {
    Shape oneEach =
        new Shape(work.samples() / model.shards() * workers, work.tokens(), work.targets());
    int threads = threads(session, workers);
    List<Double> seconds =
        GangProcesses.measure(session, oneEach, workers, workers, threads, WARM_UPS, APART)
            .get(0)
            .seconds();
    double shard = BenchSession.median(seconds);
    double slowdown = model.slowdown(shard);
    session.message(
        String.format(
            Locale.ROOT,
            "measured: a shard takes %.3f s in %s at the same time, %.2f times its part of a step",
            shard,
            GangStepBenchmark.words(workers, threads),
            slowdown));
    return slowdown;
  }

  private static int threads(BenchSession session, int workers) {
    return Math.max(1, session.options().threads() / workers);
  }

  private void here(BenchSession session, GangModel model, int workers, Link link) {
    Step alone = model.step(1, new Link(link.bytesPerSecond(), link.latencySeconds(), 1));
    Step predicted = model.step(workers, link);
    line(session, "this machine", alone, predicted);
    if (session.options().gang().measuresNothing()) {
      return;
    }

    String name = GangStepBenchmark.words(workers, threads(session, workers));
    session.message(name);
    List<Double> measured =
        GangProcesses.measure(
                session,
                work,
                model.shards(),
                workers,
                threads(session, workers),
                WARM_UPS,
                TOGETHER)
            .get(0)
            .seconds();
    double median = BenchSession.median(measured);
    session.ours(
        BenchCase.of(
            "%s, %s".formatted(name, work),
            "seconds a step",
            Map.of(
                "predicted_seconds",
                BenchSession.rounded(predicted.seconds()),
                "prediction_by_measured",
                BenchSession.rounded(predicted.seconds() / median))),
        WARM_UPS,
        measured);
    session.message(
        String.format(
            Locale.ROOT,
            "%s: predicted %.3f s, measured %.3f s, prediction / measured %.2f",
            name,
            predicted.seconds(),
            median,
            predicted.seconds() / median));
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
      // Noise may make this difference negative.
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
