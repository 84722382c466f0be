package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Tensor;

/** Training that fails or is interrupted. */
@Tag("any-threads")
class TestTrainerStops extends TrainerFixture {
  @Test
  void stopsAtALossThatIsNoNumberNamingStepAndSamples() {
    Path work = folder.resolve("work");
    Fake broken =
        new Fake() {
          @Override
          public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
            PendingLoss loss = super.add(plan, step, shard, gradient);
            return step.index() == 4 && shard == 0
                ? () -> new ShardLoss(Double.NaN, List.of(7, 3))
                : loss;
          }
        };
    assertThatThrownBy(() -> train(work, broken))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith(
            "Cannot continue training: in step 5 the loss of samples [s7, s3] is not finite.");
  }

  @Test
  void stopsAtAGradientThatIsNoNumber() {
    Fake broken =
        new Fake() {
          @Override
          public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
            gradient.memory().put(5, Float.POSITIVE_INFINITY);
            return () -> new ShardLoss(1, List.of());
          }
        };
    assertThatThrownBy(() -> train(folder.resolve("work"), broken))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("in step 1 the gradient of samples [s")
        .hasMessageContaining("is not finite");
  }

  @Test
  void doesNotHangIfTheValidationFailsWithAnError() {
    Fake broken =
        new Fake() {
          @Override
          public ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
            throw new OutOfMemoryError("validation");
          }
        };
    assertThatThrownBy(() -> train(folder.resolve("work"), broken))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("validation");
  }

  /** The recorder reads the state's memory, which is freed when the run has ended. */
  @Test
  void waitsForACheckpointThatIsSavedWhenTheRunIsInterrupted() throws Exception {
    Semaphore saving = new Semaphore(0);
    Semaphore interrupted = new Semaphore(0);
    AtomicReference<float[]> saved = new AtomicReference<>();
    CheckpointStore store =
        new CheckpointStore() {
          @Override
          public Optional<TrainingState> newest() {
            return Optional.empty();
          }

          @Override
          public void save(TrainingState state) {
            saving.release();
            interrupted.acquireUninterruptibly();
            float[] parameters = new float[state.parameters().remaining()];
            state.parameters().duplicate().get(parameters);
            saved.set(parameters);
          }
        };
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread run =
        new Thread(
            () -> {
              try (StepLedger ledger = StepLedger.inMemory()) {
                run(trainer(store, 1, ledger), new Fake());
              } catch (RuntimeException e) {
                thrown.set(e);
              }
            });
    run.start();
    saving.acquireUninterruptibly();
    run.interrupt();
    // The run has stopped at the interrupt, and waits for the recorder with a time limit.
    while (run.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    interrupted.release();
    run.join();

    assertThat(thrown.get()).hasMessageStartingWith("Interrupted while waiting");
    assertThat(saved.get()).hasSize(LAYOUT.size()).isNotEqualTo(new float[LAYOUT.size()]);
  }
}
