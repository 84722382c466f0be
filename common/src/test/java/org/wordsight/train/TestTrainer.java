package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.tensor.Tensor;

@Tag("any-threads")
class TestTrainer extends TrainerFixture {
  /** Computes two shards at once. The first shard of a step ends last. */
  private static final class SideBySide extends Fake {
    private final Set<String> threads = ConcurrentHashMap.newKeySet();
    private final Semaphore secondEnded = new Semaphore(0);

    @Override
    public int sideBySide() {
      return 2;
    }

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
      threads.add(Thread.currentThread().getName() + Thread.currentThread().getId());
      if (shard == 0) {
        secondEnded.acquireUninterruptibly();
        return super.add(plan, step, shard, gradient);
      }
      PendingLoss loss = super.add(plan, step, shard, gradient);
      secondEnded.release();
      return loss;
    }
  }

  @Test
  void givesTheSameBitsWhenStoppedAtAnyStep() throws Exception {
    Run whole = train(folder.resolve("whole"), new Fake());
    assertThat(whole.result().steps()).isEqualTo(12);
    for (int step = 0; step < 12; step++) {
      Path work = folder.resolve("stopped" + step);
      Killed killed = new Killed(step);
      assertThatThrownBy(() -> train(work, killed)).hasMessage("killed");
      Run continued = train(work, new Fake());
      assertThat(continued.result().adapter().values())
          .as("adapter of a run stopped in step %d", step)
          .isEqualTo(whole.result().adapter().values());
      assertThat(continued.records()).hasSize(12);
      for (int i = 0; i < 12; i++) {
        StepRecord one = continued.records().get(i);
        assertThat(withoutTime(one)).isEqualTo(withoutTime(whole.records().get(i)));
        assertThat(one.attempt()).isBetween(1, 2);
      }
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfCheckpointsAlsoWhenContinued() throws Exception {
    Run whole = train(folder.resolve("whole"), new Fake());
    Path work = folder.resolve("work");
    Killed killed = new Killed(8);
    assertThatThrownBy(() -> train(work, killed, 1)).hasMessage("killed");

    Run continued = train(work, new Fake(), 100);

    assertThat(continued.result().adapter().values()).isEqualTo(whole.result().adapter().values());
    assertThat(continued.records().stream().map(TestTrainer::withoutTime))
        .isEqualTo(whole.records().stream().map(TestTrainer::withoutTime).toList());
  }

  private static List<Object> withoutTime(StepRecord record) {
    return List.of(
        record.step(),
        record.epoch(),
        record.loss(),
        record.gradientNorm(),
        record.learningRate(),
        record.targetTokens(),
        record.sampleIds(),
        record.adapterSha256(),
        record.validationLoss());
  }

  @Test
  void addsShardsInTheirOrderForAnyOrderOfEnds() throws Exception {
    Run oneByOne = train(folder.resolve("one"), new Fake());
    SideBySide gradients = new SideBySide();
    Run sideBySide = train(folder.resolve("two"), gradients);
    assertThat(gradients.threads).hasSize(2);
    assertThat(sideBySide.result().adapter().values())
        .isEqualTo(oneByOne.result().adapter().values());
    assertThat(sideBySide.records())
        .extracting(StepRecord::loss)
        .isEqualTo(oneByOne.records().stream().map(StepRecord::loss).toList());
  }

  @Test
  void losesAtMostTheStepsSinceTheLastCheckpoint() throws Exception {
    Path work = folder.resolve("work");
    Killed killed = new Killed(8);
    assertThatThrownBy(() -> train(work, killed)).hasMessage("killed");
    List<Integer> done = new ArrayList<>();
    train(
        work,
        new Fake() {
          @Override
          public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
            done.add(step.index());
            return super.add(plan, step, shard, gradient);
          }
        });
    assertThat(done.get(0)).isEqualTo(6);
  }

  @Test
  void doesNothingMoreWhenAllStepsAreDone() throws Exception {
    Path work = folder.resolve("work");
    Run first = train(work, new Fake());
    Run second = train(work, new Killed(0));
    assertThat(second.result().adapter().values()).isEqualTo(first.result().adapter().values());
    assertThat(second.records()).isEqualTo(first.records());
    assertThat(second.result().validationLoss()).isEqualTo(first.result().validationLoss());
  }

  @Test
  void recordsTheHashOfTheFileThatIsWritten() throws Exception {
    Run run = train(folder.resolve("work"), new Fake());
    Path adapter = Files.createDirectory(folder.resolve("adapter"));
    PeftFolder.write(adapter, run.result().adapter(), KeyLayout.NEW, 0.05, "student");
    assertThat(run.records().get(11).adapterSha256())
        .isEqualTo(PeftFolder.sha256(run.result().adapter(), KeyLayout.NEW))
        .isEqualTo(sha256(adapter.resolve(PeftFolder.WEIGHTS)));
  }

  private static String sha256(Path file) throws Exception {
    return java.util.HexFormat.of()
        .formatHex(
            java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }

  @Test
  void measuresTheValidationLossAfterEachEpoch() throws Exception {
    Run run = train(folder.resolve("work"), new Fake());
    assertThat(run.records())
        .filteredOn(record -> record.validationLoss().isPresent())
        .extracting(StepRecord::step)
        .containsExactly(4, 8, 12);
    assertThat(run.result().validationLoss()).isEqualTo(run.records().get(11).validationLoss());
  }

  @Test
  void namesTheMachineInEachStepsRecordAlsoAfterARestart() throws Exception {
    Path work = folder.resolve("work");
    assertThatThrownBy(() -> train(work, new Killed(7))).hasMessage("killed");
    String machine = TrainingMachine.here(backend(), SETTINGS.logicalShards()).text();
    assertThat(train(work, new Fake()).records())
        .hasSize(12)
        .allSatisfy(record -> assertThat(record.machine()).contains(machine));
    assertThat(machine)
        .matches("device: [cg]pu.*; library: PyTorch 2\\..*; kernels: .*")
        .startsWith("device: " + backend().hardware());
  }
}
