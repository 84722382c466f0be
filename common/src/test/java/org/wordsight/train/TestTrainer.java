package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.config.TrainingConfig.Schedule;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;
import org.wordsight.tensor.Tensor;

@Tag("any-threads")
class TestTrainer {
  private static final LanguageShape SHAPE = new LanguageShape("qwen2", 2, 8, 8, 4, 12);
  private static final AdapterLayout LAYOUT =
      new AdapterLayout(SHAPE, 2, TargetModules.languageProjections(SHAPE));
  private static final TrainingSettings SETTINGS =
      new TrainingSettings(3, 1e-2, Schedule.LINEAR, 0, 4, 2, 64, 1.0, 0, 42);

  @TempDir private Path folder;

  private final List<String> messages = new ArrayList<>();

  /** Moves every parameter towards a number of its own. A shard's part depends on its samples. */
  private static class Fake implements ShardGradients {
    private float[] parameters;

    @Override
    public void use(Tensor parameters_P) {
      this.parameters = parameters_P.toFloats();
    }

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P) {
      FloatBuffer gradient = gradient_P.memory();
      double loss = 0;
      for (BatchPlan.MicroBatch batch : step.shards().get(shard)) {
        for (int sample : batch.samples()) {
          for (int i = 0; i < parameters.length; i++) {
            float distance = parameters[i] - (float) Math.sin(i + sample);
            gradient.put(i, gradient.get(i) + distance / step.targets());
            loss += 0.5 * distance * distance;
          }
        }
      }
      ShardLoss done = new ShardLoss(loss, List.of());
      return () -> done;
    }

    @Override
    public ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
      return new ShardLoss(parameters[0], List.of());
    }

    @Override
    public void close() {}
  }

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

  /** Fails in the first shard of one step, like a killed process. */
  private static final class Killed extends Fake {
    private final int step;

    Killed(int step) {
      this.step = step;
    }

    @Override
    public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
      if (step.index() == this.step) {
        throw new IllegalStateException("killed");
      }
      return super.add(plan, step, shard, gradient);
    }
  }

  private static List<TrainingExample> examples(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new TrainingExample("s" + i, new int[6 + i % 5], 4))
        .toList();
  }

  private record Run(Trainer.Result result, List<StepRecord> records) {}

  private Run train(Path work, ShardGradients gradients) throws Exception {
    return train(work, gradients, 3);
  }

  private Run train(Path work, ShardGradients gradients, int checkpointEverySteps)
      throws Exception {
    return train(LocalStorage.of(work), gradients, checkpointEverySteps);
  }

  private Run train(Storage storage, ShardGradients gradients, int checkpointEverySteps)
      throws Exception {
    try (StepLedger ledger = StepLedger.open(storage, "steps")) {
      Trainer trainer =
          new Trainer(
              SETTINGS,
              BatchPlan.seeded(examples(13), SETTINGS),
              examples(3),
              Adapter.initial(LAYOUT, 1, 42),
              checkpoints(storage, "these", "2"),
              checkpointEverySteps,
              ledger);
      return new Run(run(trainer, gradients), ledger.records());
    }
  }

  private static Trainer.Result run(Trainer trainer, ShardGradients gradients) {
    try (HeldState held = new HeldState()) {
      Vectors vectors = held.vectors(new CpuBackend(ActivationType.FLOAT32));
      return trainer.run(gradients, held, vectors);
    }
  }

  private StoredCheckpoints checkpoints(Path work, String samples) {
    return checkpoints(work, samples, "2");
  }

  private StoredCheckpoints checkpoints(Path work, String samples, String threads) {
    return checkpoints(LocalStorage.of(work), samples, threads);
  }

  private StoredCheckpoints checkpoints(Storage storage, String samples, String threads) {
    Fingerprint fingerprint =
        new Fingerprint(
            Map.of("the training samples", samples),
            Map.of("the threads of an operation", threads));
    return new StoredCheckpoints(storage, "checkpoints", fingerprint, messages::add);
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
                run(
                    new Trainer(
                        SETTINGS,
                        BatchPlan.seeded(examples(13), SETTINGS),
                        List.of(),
                        Adapter.initial(LAYOUT, 1, 42),
                        store,
                        1,
                        ledger),
                    new Fake());
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

  @Test
  void refusesACheckpointOfAnotherRun() throws Exception {
    Path work = folder.resolve("work");
    train(work, new Fake());
    StoredCheckpoints other = checkpoints(work, "others");
    assertThatThrownBy(other::newest)
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("Cannot continue training from ")
        .hasMessageContaining(": the training samples was these, is others. Restore what has");
  }

  @Test
  void goesOnWithACheckpointOfAnotherMachineAndSaysSo() throws Exception {
    Path work = folder.resolve("work");
    train(work, new Fake());
    StoredCheckpoints elsewhere = checkpoints(work, "these", "8");
    assertThat(elsewhere.newest()).map(TrainingState::stepsDone).isEqualTo(Optional.of(12));
    assertThat(messages)
        .singleElement()
        .asString()
        .isEqualTo(
            "Training goes on after step 12, from %s, on another machine: the threads of an operation was 2, is 8. Later steps may differ in their last bits from those of the earlier machine. Column machine of table train_steps names the machine of each step."
                .formatted(files(work).get(1)));
  }

  @Test
  void namesTheMachineInEachStepsRecordAlsoAfterARestart() throws Exception {
    Path work = folder.resolve("work");
    assertThatThrownBy(() -> train(work, new Killed(7))).hasMessage("killed");
    String machine =
        TrainingMachine.here(new CpuBackend(ActivationType.FLOAT32), SETTINGS.logicalShards())
            .text();
    assertThat(train(work, new Fake()).records())
        .hasSize(12)
        .allSatisfy(record -> assertThat(record.machine()).contains(machine));
    assertThat(machine)
        .startsWith("device: cpu with ")
        .contains("; library: PyTorch 2.")
        .contains("; kernels: ");
  }

  @Test
  void ignoresAnUnfinishedCheckpoint() throws Exception {
    Path work = folder.resolve("work");
    assertThatThrownBy(() -> train(work, new Killed(7))).hasMessage("killed");
    Path unfinished = work.resolve("_wordsight/unfinished/.unfinished-1");
    Files.writeString(unfinished, "half a checkpoint");
    Run continued = train(work, new Fake());
    assertThat(continued.result().adapter().values())
        .isEqualTo(train(folder.resolve("whole"), new Fake()).result().adapter().values());
  }

  @Test
  void keepsTheLastTwoCheckpoints() throws Exception {
    Path work = folder.resolve("work");
    train(work, new Fake());
    assertThat(files(work)).hasSize(2);
    assertThat(files(work).get(0).getFileName().toString()).startsWith("step-000009-");
    assertThat(files(work).get(1).getFileName().toString()).startsWith("step-000012-");
    assertThat(checkpoints(work, "these").newest())
        .map(TrainingState::stepsDone)
        .isEqualTo(Optional.of(12));
  }

  @Test
  void goesOnFromTheEarlierCheckpointIfTheLastIsDamagedAndSaysSo() throws Exception {
    Path work = folder.resolve("work");
    Run whole = train(work, new Fake());
    Path newest = files(work).get(1);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 1] ^= 1;
    Files.write(newest, bytes);

    Run again = train(work, new Fake());

    assertThat(again.result().adapter().values()).isEqualTo(whole.result().adapter().values());
    assertThat(again.records()).extracting(StepRecord::attempt).endsWith(1, 2, 2, 2);
    assertThat(messages)
        .singleElement()
        .asString()
        .startsWith("Checkpoint " + newest + " is damaged")
        .endsWith("going on from the one before.");
  }

  @Test
  void stopsIfTheDiskIsFullKeepsTwoCheckpointsAndGoesOnOnceThereIsRoom() throws Exception {
    Path work = folder.resolve("work");
    FullDisk disk = new FullDisk(work);
    Fake fillingTheDisk =
        new Fake() {
          @Override
          public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient) {
            if (step.index() == 7) {
              disk.fill();
            }
            return super.add(plan, step, shard, gradient);
          }
        };
    assertThatThrownBy(() -> train(disk, fillingTheDisk, 3))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageStartingWith("Cannot write step records in " + work.resolve("steps"))
        .hasMessageContaining(FullDisk.REASON + ". Check the disk and its permissions");
    assertThat(files(work))
        .extracting(file -> file.getFileName().toString().substring(0, 11))
        .containsExactly("step-000003", "step-000006");

    disk.makeRoom();
    Run continued = train(disk, new Fake(), 3);
    assertThat(continued.result().adapter().values())
        .isEqualTo(train(folder.resolve("whole"), new Fake()).result().adapter().values());
    assertThat(messages).as("no checkpoint is damaged").isEmpty();
  }

  @Test
  void saysWhichCheckpointFoundNoRoomAndKeepsTheTwoBefore() throws Exception {
    Path work = folder.resolve("work");
    train(work, new Fake());
    FullDisk disk = new FullDisk(work);
    StoredCheckpoints stored = checkpoints(disk, "these", "2");
    TrainingState last = stored.newest().orElseThrow();
    TrainingState next =
        new TrainingState(15, last.parameters(), last.firstMoments(), last.secondMoments());
    List<Path> before = files(work);

    disk.fill();
    assertThatThrownBy(() -> stored.save(next))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot save a checkpoint in %s: No space left on device. Check the disk and its permissions, then start again: it continues."
                .formatted(work.resolve("checkpoints")));
    assertThat(files(work)).isEqualTo(before);
    assertThat(stored.newest()).map(TrainingState::stepsDone).isEqualTo(Optional.of(12));

    disk.makeRoom();
    stored.save(next);
    assertThat(stored.newest()).map(TrainingState::stepsDone).isEqualTo(Optional.of(15));
    assertThat(files(work)).hasSize(2).doesNotContain(before.get(0));
  }

  private static List<Path> files(Path work) throws Exception {
    try (var entries = Files.list(work.resolve("checkpoints"))) {
      return entries.sorted().toList();
    }
  }
}
