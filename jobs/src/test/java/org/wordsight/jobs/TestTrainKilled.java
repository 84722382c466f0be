package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.PeftFolder;
import org.wordsight.train.StepRecord;

/** Training that is killed continues with the same bits. */
class TestTrainKilled {
  @TempDir private Path folder;

  @Test
  void givesTheSameBitsWhenItsProcessIsKilled() throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole"));
    StudentTraining.publish(whole, StudentTraining.samples());
    StudentTraining.Outcome expected = StudentTraining.train(whole);

    Path killed = Files.createDirectory(folder.resolve("killed"));
    StudentTraining.publish(killed, StudentTraining.samples());
    TrainProcess.killAfterStep(killed, "student-self-24", 7);
    StudentTraining.Outcome continued = StudentTraining.train(killed);

    assertThat(continued.hashes()).isEqualTo(expected.hashes());
    assertThat(continued.withoutTimes()).isEqualTo(expected.withoutTimes());
    List<TrainStepRow> again =
        continued.steps().stream().filter(row -> row.step().attempt() > 1).toList();
    assertThat(again).as("steps since the last checkpoint").hasSizeLessThanOrEqualTo(5);
    assertThat(again).extracting(TrainStepRow::adapterId).containsOnly("student-self-24");
  }

  @Test
  void keepsTheBestEpochAndEndsEarlyAlsoWhenItIsKilled() throws Exception {
    String[] choice = {
      "training.keepBest=true",
      "training.stopEarlyEpochs=2",
      "training.epochs=16",
      "training.learningRate=0.02",
      "split={train: 24, validation: 4, subsets: [24], seed: 1}"
    };
    Path whole = Files.createDirectory(folder.resolve("whole"));
    StudentTraining.publish(whole, StudentTraining.samples(), choice);
    StudentTraining.Outcome outcome = StudentTraining.train(whole, choice);
    AdapterRow adapter = outcome.adapters().get(0);
    List<StepRecord> epochs =
        outcome.steps().stream()
            .map(TrainStepRow::step)
            .filter(step -> step.validationLoss().isPresent())
            .toList();
    StepRecord best =
        epochs.stream()
            .min(Comparator.comparing(step -> step.validationLoss().orElseThrow()))
            .orElseThrow();
    assertThat(best.epoch()).as("two epochs before the end").isLessThan(14);
    assertThat(epochs).hasSize(best.epoch() + 2);
    assertThat(adapter.keptStep()).isEqualTo(best.step());
    assertThat(adapter.sha256()).isEqualTo(best.adapterSha256());
    assertThat(adapter.validationLoss()).hasValue(best.validationLoss().orElseThrow());
    assertThat(adapter.steps()).isEqualTo(outcome.steps().size());
    assertThat(PeftFolder.sha256(StudentTraining.read(adapter), KeyLayout.NEW))
        .isEqualTo(adapter.sha256());

    Path killed = Files.createDirectory(folder.resolve("killed"));
    StudentTraining.publish(killed, StudentTraining.samples(), choice);
    TrainProcess.killAfterStep(killed, "student-self-24", best.step() + 1, choice);
    assertThat(StudentTraining.train(killed, choice).hashes()).isEqualTo(outcome.hashes());
  }
}
