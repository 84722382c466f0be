package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.GpuBackend;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Tensor;

/**
 * Training with the state's copies and the records of a GPU: the host has copies of the state, and
 * several steps are recorded at once. It is computed on the CPU.
 */
class TestTrainerAsOnAGpu extends TrainerFixture {
  private static Backend gpu() {
    return new GpuBackend(Device.CPU, ActivationType.FLOAT32);
  }

  @Override
  Backend backend() {
    return gpu();
  }

  @Nested
  @Tag("any-threads")
  class Steps extends TestTrainer {
    @Override
    Backend backend() {
      return gpu();
    }
  }

  @Nested
  @Tag("any-threads")
  class Stops extends TestTrainerStops {
    @Override
    Backend backend() {
      return gpu();
    }
  }

  @Nested
  @Tag("any-threads")
  class Checkpoints extends TestTrainerCheckpoints {
    @Override
    Backend backend() {
      return gpu();
    }
  }

  private Run train(Backend backend, ShardGradients gradients, CheckpointStore checkpoints) {
    try (StepLedger ledger = StepLedger.inMemory();
        HeldState held = new HeldState()) {
      Trainer trainer = trainer(checkpoints, 5, ledger);
      Trainer.Result result = trainer.run(gradients, held, held.vectors(backend));
      return new Run(result, ledger.records());
    }
  }

  private static List<String> hashes(Run run) {
    return run.records().stream().map(StepRecord::adapterSha256).toList();
  }

  /** Keeps the parameters and the moments of each checkpoint, by step. */
  private static final class Kept implements CheckpointStore {
    private final Map<Integer, List<Float>> states = new TreeMap<>();

    @Override
    public Optional<TrainingState> newest() {
      return Optional.empty();
    }

    @Override
    public void save(TrainingState state) {
      List<Float> numbers = new ArrayList<>();
      for (FloatBuffer part :
          List.of(state.parameters(), state.firstMoments(), state.secondMoments())) {
        FloatBuffer all = part.duplicate();
        while (all.hasRemaining()) {
          numbers.add(all.get());
        }
      }
      states.put(state.stepsDone(), numbers);
    }
  }

  /** The loss of the first step is known only when so many others are computed. */
  private static final class LateLoss extends Fake {
    private final Semaphore permission = new Semaphore(0);

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
      PendingLoss loss = super.add(plan, step, shard, gradient);
      if (step.index() == StepRecorder.MOST_AT_ONCE && shard == 0) {
        permission.release();
      }
      if (step.index() > 0 || shard > 0) {
        return loss;
      }
      return () -> {
        permission.acquireUninterruptibly();
        return loss.await();
      };
    }
  }

  @Test
  @Timeout(60)
  void recordsEachStepsOwnStateWhileLaterStepsAreComputed() {
    Kept expected = new Kept();
    Run whole = train(new CpuBackend(ActivationType.FLOAT32), new Fake(), expected);
    Kept kept = new Kept();
    Run late = train(gpu(), new LateLoss(), kept);
    assertThat(late.records()).extracting(StepRecord::step).isSorted().hasSize(12);
    assertThat(hashes(late)).isEqualTo(hashes(whole)).doesNotHaveDuplicates();
    assertThat(late.records()).allSatisfy(step -> assertThat(step.seconds()).isNotNegative());
    assertThat(kept.states).containsOnlyKeys(5, 10, 12).isEqualTo(expected.states);
  }

  @Test
  void recordsNoStepBehindOneThatFails() {
    Fake broken =
        new Fake() {
          @Override
          public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
            PendingLoss loss = super.add(plan, step, shard, gradient);
            return step.index() == 4 ? () -> new ShardLoss(Double.NaN, List.of(7)) : loss;
          }
        };
    try (StepLedger ledger = StepLedger.inMemory()) {
      Trainer trainer = trainer(CheckpointStore.none(), 100, ledger);
      assertThatThrownBy(() -> run(trainer, broken))
          .hasMessageStartingWith("Cannot continue training: in step 5 the loss of samples [s7");
      assertThat(ledger.records()).extracting(StepRecord::step).containsExactly(1, 2, 3, 4);
    }
  }
}
