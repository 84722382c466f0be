package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.error.WordsightException;
import org.wordsight.exchange.Gang;
import org.wordsight.exchange.Gangs;
import org.wordsight.exchange.LostWorkerException;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Tensor;

/** Gangs of threads that train an adapter of 13,056 numbers: four blocks, the last one shorter. */
class TestGangTraining {
  private static final LanguageShape SHAPE = new LanguageShape("qwen2", 4, 64, 64, 32, 96);
  private static final AdapterLayout LAYOUT =
      new AdapterLayout(SHAPE, 4, TargetModules.languageProjections(SHAPE));
  private static final Fingerprint WORK = new Fingerprint(Map.of("the student's weights", "a"));

  /** Moves every parameter towards a number of its own. A shard's part depends on its samples. */
  private static class Fake implements ShardGradients {
    private float[] parameters;

    @Override
    public void use(Tensor parameters_P) {
      this.parameters = parameters_P.toFloats();
    }

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P) {
      return add(plan, step, shard, gradient_P, from -> {});
    }

    @Override
    public PendingLoss add(
        BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P, Progress progress) {
      FloatBuffer gradient = gradient_P.memory();
      List<Integer> samples =
          step.shards().get(shard).stream().flatMap(batch -> batch.samples().stream()).toList();
      double loss = 0;
      int end = parameters.length;
      for (int start = end - 3000; end > 0; start -= 3000) {
        for (int i = Math.max(0, start); i < end; i++) {
          for (int sample : samples) {
            float distance = parameters[i] - (float) Math.sin(i + 7 * sample);
            gradient.put(i, gradient.get(i) + distance / step.targets());
            loss += 0.5 * distance * distance;
          }
        }
        end = Math.max(0, start);
        progress.finished(end);
      }
      ShardLoss done = new ShardLoss(loss, List.of());
      return () -> done;
    }

    @Override
    public ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
      return new ShardLoss(parameters[batch.samples().get(0)] / 3.0, List.of());
    }

    @Override
    public void close() {}
  }

  /** Computes two shards at once. The later one of a pair often ends first. */
  private static final class SideBySide extends Fake {
    @Override
    public int sideBySide() {
      return 2;
    }

    @Override
    public PendingLoss add(
        BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P, Progress progress) {
      if (shard % 2 == 0) {
        Thread.yield();
      }
      return super.add(plan, step, shard, gradient_P, progress);
    }
  }

  private record Run(String sha256, List<StepRecord> records, Optional<Double> validationLoss) {
    static Run of(Trainer.Result result, StepLedger ledger) {
      return new Run(
          PeftFolder.sha256(result.adapter(), KeyLayout.NEW),
          ledger.records().stream().map(TestGangTraining::withoutTime).toList(),
          result.validationLoss());
    }
  }

  private static StepRecord withoutTime(StepRecord record) {
    return new StepRecord(
        record.step(),
        record.epoch(),
        record.loss(),
        record.gradientNorm(),
        record.learningRate(),
        record.targetTokens(),
        record.sampleIds(),
        0,
        record.attempt(),
        record.adapterSha256(),
        Optional.empty(),
        record.validationLoss());
  }

  private static List<TrainingExample> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new TrainingExample("s" + i, new int[6 + i % 5], 4))
        .toList();
  }

  private static TrainingSettings settings(GradientPrecision precision) {
    return new TrainingSettings(2, 1e-2, Schedule.LINEAR, 0, 12, 8, 16, 1.0, 0, precision, 42);
  }

  private static Trainer trainer(
      GradientPrecision precision, CheckpointStore checkpoints, StepJournal journal) {
    TrainingSettings settings = settings(precision);
    return new Trainer(
        settings,
        BatchPlan.seeded(examples(30), settings),
        examples(9),
        Adapter.initial(LAYOUT, 1, 42),
        checkpoints,
        2,
        journal);
  }

  private static Run alone(GradientPrecision precision) {
    try (StepLedger ledger = StepLedger.inMemory();
        HeldState held = new HeldState()) {
      Trainer trainer = trainer(precision, CheckpointStore.none(), ledger);
      Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
      return Run.of(trainer.run(new Fake(), held, vectors), ledger);
    }
  }

  private static Run member(
      Gang gang,
      GradientPrecision precision,
      boolean shardOptimizer,
      HeldState held,
      StepLedger ledger,
      ShardGradients gradients) {
    Trainer trainer = trainer(precision, CheckpointStore.none(), ledger);
    GangLink link = new GangLink(gang, WORK, held, shardOptimizer);
    Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
    return Run.of(trainer.run(gradients, link, vectors), ledger);
  }

  private static List<Run> together(
      int workers, GradientPrecision precision, boolean shardOptimizer) {
    return Gangs.run(
        workers,
        gang -> {
          try (HeldState held = new HeldState();
              StepLedger ledger = StepLedger.inMemory()) {
            Fake gradients = workers % 2 == 0 ? new Fake() : new SideBySide();
            return member(gang, precision, shardOptimizer, held, ledger, gradients);
          }
        });
  }

  @Test
  void givesTheBitsOfOneWorkerForAnyNumberOfWorkers() {
    for (GradientPrecision precision : GradientPrecision.values()) {
      Run alone = alone(precision);
      assertThat(alone.records()).hasSize(6);
      for (int workers : new int[] {1, 2, 3, 4, 8}) {
        for (boolean shardOptimizer : new boolean[] {false, true}) {
          List<Run> members = together(workers, precision, shardOptimizer);
          String name = workers + " workers, " + precision + ", sharded: " + shardOptimizer;
          assertThat(members.get(0)).as(name).isEqualTo(alone);
          assertThat(members)
              .as(name)
              .allSatisfy(member -> assertThat(member.sha256()).isEqualTo(alone.sha256()));
        }
      }
    }
  }

  @Test
  void roundsEachShardToTheGradientPrecision() {
    Run exact = alone(GradientPrecision.FLOAT32);
    Run rounded = alone(GradientPrecision.BFLOAT16);
    assertThat(rounded.sha256()).isNotEqualTo(exact.sha256());
    assertThat(rounded.records().get(0).gradientNorm())
        .isNotEqualTo(exact.records().get(0).gradientNorm())
        .isCloseTo(exact.records().get(0).gradientNorm(), Percentage.withPercentage(1));
  }

  /** Leaves in the middle of a step, like a killed process. */
  private static final class Killed extends Fake {
    private final int step;

    Killed(int step) {
      this.step = step;
    }

    @Override
    public PendingLoss add(
        BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P, Progress progress) {
      if (step.index() == this.step) {
        throw new IllegalStateException("killed");
      }
      return super.add(plan, step, shard, gradient_P, progress);
    }
  }

  @Test
  void goesOnFromTheNewestStateThatAMemberHolds() {
    Run alone = alone(GradientPrecision.FLOAT32);
    for (int lost = 0; lost < 3; lost++) {
      List<HeldState> states = List.of(new HeldState(), new HeldState(), new HeldState());
      try (StepLedger ledger = StepLedger.inMemory()) {
        int killed = lost;
        List<Future<Run>> first =
            Gangs.start(
                3,
                Gangs.TIMEOUT,
                message -> {},
                gang ->
                    member(
                        gang,
                        GradientPrecision.FLOAT32,
                        false,
                        states.get(gang.rank()),
                        gang.rank() == 0 ? ledger : StepLedger.inMemory(),
                        gang.rank() == killed ? new Killed(4) : new Fake()));
        for (int rank = 0; rank < 3; rank++) {
          Future<Run> member = first.get(rank);
          if (rank == killed) {
            assertThatThrownBy(() -> Gangs.result(member)).hasMessage("killed");
          } else {
            assertThatThrownBy(() -> Gangs.result(member)).isInstanceOf(LostWorkerException.class);
          }
        }
        states.get(killed).drop();
        assertThat(states.get((killed + 1) % 3).stepsDone()).contains(4);

        List<Run> second =
            Gangs.run(
                2,
                gang ->
                    member(
                        gang,
                        GradientPrecision.FLOAT32,
                        false,
                        states.get((killed + gang.rank()) % 3),
                        gang.rank() == 0 ? ledger : StepLedger.inMemory(),
                        new Fake()));

        assertThat(second.get(0).sha256()).isEqualTo(alone.sha256());
        assertThat(second.get(1).sha256()).isEqualTo(alone.sha256());
        assertThat(second.get(0).records()).isEqualTo(alone.records());
      }
      states.forEach(HeldState::close);
    }
  }

  /** Forgets one record, like a worker that is lost right after the others went on. */
  @Test
  void recordsAStepWhoseRecordWasLost() {
    Run alone = alone(GradientPrecision.FLOAT32);
    for (int step : new int[] {2, 3}) {
      List<StepRecord> kept = new ArrayList<>();
      List<HeldState> states = List.of(new HeldState(), new HeldState());
      StepJournal dies = new FailingJournal(kept, step);
      List<Future<Run>> first =
          Gangs.start(
              2,
              Gangs.TIMEOUT,
              message -> {},
              gang -> {
                Trainer trainer =
                    trainer(
                        GradientPrecision.FLOAT32,
                        CheckpointStore.none(),
                        gang.rank() == 0 ? dies : StepLedger.inMemory());
                HeldState held = states.get(gang.rank());
                Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
                trainer.run(new Fake(), new GangLink(gang, WORK, held, false), vectors);
                return alone;
              });
      assertThatThrownBy(() -> Gangs.result(first.get(0))).hasMessage("journal");
      assertThatThrownBy(() -> Gangs.result(first.get(1))).isInstanceOf(LostWorkerException.class);
      states.get(0).drop();
      assertThat(kept).hasSize(step - 1);
      assertThat(states.get(1).stepsDone()).contains(step);

      try (StepLedger ledger = StepLedger.inMemory()) {
        kept.forEach(ledger::append);
        List<Run> second =
            Gangs.run(
                2,
                gang ->
                    member(
                        gang,
                        GradientPrecision.FLOAT32,
                        false,
                        states.get(gang.rank()),
                        gang.rank() == 0 ? ledger : StepLedger.inMemory(),
                        new Fake()));
        assertThat(second.get(0)).isEqualTo(alone);
      }
      states.forEach(HeldState::close);
    }
  }

  /** Fails when it should keep a certain step. */
  private record FailingJournal(List<StepRecord> kept, int step) implements StepJournal {
    @Override
    public Optional<StepRecord> last() {
      return Optional.empty();
    }

    @Override
    public int nextAttempt(int number) {
      return 1;
    }

    @Override
    public void append(StepRecord record) {
      if (record.step() == step) {
        throw new IllegalStateException("journal");
      }
      kept.add(record);
    }

    @Override
    public void force() {}
  }

  @Test
  void startsFromTheCheckpointOfTheFirstWorkerIfNobodyHoldsAState() {
    Run alone = alone(GradientPrecision.FLOAT32);
    for (boolean shardOptimizer : new boolean[] {false, true}) {
      Saved saved = new Saved();
      for (int attempt = 0; attempt < 2; attempt++) {
        boolean dies = attempt == 0;
        List<Future<Run>> running =
            Gangs.start(
                2,
                Gangs.TIMEOUT,
                message -> {},
                gang -> {
                  try (HeldState held = new HeldState();
                      StepLedger ledger = StepLedger.inMemory()) {
                    Trainer trainer =
                        trainer(
                            GradientPrecision.FLOAT32,
                            gang.rank() == 0 ? saved : CheckpointStore.none(),
                            ledger);
                    Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
                    Fake gradients = dies && gang.rank() == 1 ? new Killed(4) : new Fake();
                    GangLink link = new GangLink(gang, WORK, held, shardOptimizer);
                    return Run.of(trainer.run(gradients, link, vectors), ledger);
                  }
                });
        if (dies) {
          assertThatThrownBy(() -> Gangs.results(running)).isInstanceOf(RuntimeException.class);
          assertThatThrownBy(() -> Gangs.result(running.get(1))).hasMessage("killed");
          assertThat(saved.newest().orElseThrow().stepsDone()).isEqualTo(4);
        } else {
          assertThat(Gangs.results(running))
              .allSatisfy(run -> assertThat(run.sha256()).isEqualTo(alone.sha256()));
          assertThat(Gangs.result(running.get(0)).records())
              .isEqualTo(alone.records().subList(4, 6));
        }
      }
    }
  }

  /** Keeps the newest state on the heap. */
  private static final class Saved implements CheckpointStore {
    private Optional<TrainingState> newest = Optional.empty();

    @Override
    public synchronized Optional<TrainingState> newest() {
      return newest;
    }

    @Override
    public synchronized void save(TrainingState state) {
      newest =
          Optional.of(
              new TrainingState(
                  state.stepsDone(),
                  copy(state.parameters()),
                  copy(state.firstMoments()),
                  copy(state.secondMoments())));
    }

    private static FloatBuffer copy(FloatBuffer values) {
      FloatBuffer copy = FloatBuffer.allocate(values.remaining());
      copy.put(values.duplicate()).flip();
      return copy;
    }
  }

  @Test
  void refusesAWorkerThatWouldComputeAnotherTraining() {
    List<Future<Run>> running =
        Gangs.start(
            2,
            Gangs.TIMEOUT,
            message -> {},
            gang -> {
              try (HeldState held = new HeldState();
                  StepLedger ledger = StepLedger.inMemory()) {
                Fingerprint work =
                    new Fingerprint(Map.of("the student's weights", gang.rank() == 0 ? "a" : "b"));
                Trainer trainer =
                    trainer(GradientPrecision.FLOAT32, CheckpointStore.none(), ledger);
                Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
                GangLink link = new GangLink(gang, work, held, false);
                return Run.of(trainer.run(new Fake(), link, vectors), ledger);
              }
            });
    for (Future<Run> member : running) {
      assertThatThrownBy(() -> Gangs.result(member))
          .isInstanceOf(WordsightException.class)
          .hasMessage(
              "Cannot train together: worker 1 differs from worker 0: the student's weights was a,"
                  + " is b. Give all workers the same files and the same kind of machine.");
    }
  }
}
