package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.lora.Adapter;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
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

  /** Keeps the order of records. The first one waits. */
  private static final class WaitingJournal implements StepJournal {
    private final List<Integer> steps = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore permission = new Semaphore(0);

    @Override
    public Optional<StepRecord> last() {
      return Optional.empty();
    }

    @Override
    public int nextAttempt(int step) {
      return 1;
    }

    @Override
    public void append(StepRecord record) {
      if (record.step() == 1) {
        permission.acquireUninterruptibly();
      }
      steps.add(record.step());
    }

    @Override
    public void force() {}
  }

  private Trainer.Result train(StepJournal journal, ShardGradients gradients) {
    return run(
        new Trainer(
            SETTINGS,
            BatchPlan.seeded(examples(13), SETTINGS),
            List.of(),
            Adapter.initial(LAYOUT, 1, 42),
            CheckpointStore.none(),
            100,
            journal),
        gradients);
  }

  @Test
  void computesStepsWhileThoseBeforeAreRecordedAndRecordsInOrder() {
    WaitingJournal journal = new WaitingJournal();
    List<Integer> recordedBefore = new ArrayList<>();
    train(
        journal,
        new Fake() {
          @Override
          public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
            if (step.index() == StepRecorder.MOST_AT_ONCE && shard == 0) {
              recordedBefore.addAll(journal.steps);
              journal.permission.release();
            }
            return super.add(plan, step, shard, gradient);
          }
        });
    assertThat(recordedBefore).as("before the fourth step is computed").isEmpty();
    assertThat(journal.steps).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void recordsNoStepBehindOneThatFails() {
    WaitingJournal journal = new WaitingJournal();
    journal.permission.release();
    Fake broken =
        new Fake() {
          @Override
          public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
            PendingLoss loss = super.add(plan, step, shard, gradient);
            return step.index() == 4 ? () -> new ShardLoss(Double.NaN, List.of(7)) : loss;
          }
        };
    assertThatThrownBy(() -> train(journal, broken))
        .hasMessageStartingWith("Cannot continue training: in step 5 the loss of samples [s7");
    assertThat(journal.steps).containsExactly(1, 2, 3, 4);
  }
}
