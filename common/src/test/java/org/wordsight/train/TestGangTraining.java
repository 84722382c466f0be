package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.wordsight.config.TrainingConfig.GradientPrecision;
import org.wordsight.error.WordsightException;
import org.wordsight.exchange.Gangs;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.tensor.Tensor;

class TestGangTraining extends GangFixture {
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
