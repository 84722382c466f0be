package org.wordsight.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.tensor.Tensor;

/** Training with checkpoints on a disk. */
@Tag("any-threads")
class TestTrainerCheckpoints extends TrainerFixture {
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

  /** Where several steps are recorded at once, a later step is computed before they are saved. */
  private static void awaitCheckpoints(Path work, int count) {
    try {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      while (files(work).size() < count && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
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
              awaitCheckpoints(work, 2);
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
}
