package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.exchange.Gangs;
import org.wordsight.exchange.LostWorkerException;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Tensor;

/** Gangs that lose a worker. */
class TestGangRecovery extends GangFixture {
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
}
