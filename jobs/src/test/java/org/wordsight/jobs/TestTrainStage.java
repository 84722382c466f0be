package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.TrainPlanRow;
import org.wordsight.jobs.table.TrainStepRow;
import org.wordsight.lora.PeftFolder;
import org.wordsight.train.StepRecord;

/** Trains the demo's student. The tests hold for any weights. */
class TestTrainStage {
  @TempDir private Path folder;

  @Test
  void trainsNestedSubsetsAndPublishesPlanStepsAndAdapters() throws Exception {
    StudentTraining.publish(folder, StudentTraining.samples());
    StudentTraining.Outcome outcome =
        StudentTraining.train(folder, "training.shuffledControl=true");

    assertThat(outcome.adapters())
        .extracting(AdapterRow::adapterId)
        .containsExactlyInAnyOrder("student-self-8", "student-self-24", "student-self-24-control");
    assertThat(outcome.steps()).hasSize(6 + 18 + 18);
    assertThat(outcome.steps())
        .filteredOn(row -> row.adapterId().equals("student-self-8"))
        .flatExtracting(row -> row.step().sampleIds())
        .containsOnly("s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7");
    for (AdapterRow adapter : outcome.adapters()) {
      assertThat(adapter.model()).isEqualTo("student");
      assertThat(adapter.teacher()).isEqualTo("self");
      assertThat(adapter.validationLoss()).isPresent();
      List<TrainStepRow> steps =
          outcome.steps().stream()
              .filter(row -> row.adapterId().equals(adapter.adapterId()))
              .toList();
      StepRecord last = steps.get(steps.size() - 1).step();
      assertThat(adapter.steps()).isEqualTo(last.step());
      assertThat(last.adapterSha256()).isEqualTo(adapter.sha256());
      assertThat(last.validationLoss()).hasValue(adapter.validationLoss().orElseThrow());
      assertThat(StudentTraining.read(adapter).layout().size())
          .isEqualTo(adapter.trainableParameters());
    }
    assertThat(outcome.hashes()).as("every adapter is another").doesNotHaveDuplicates();
    assertThat(outcome.adapters())
        .filteredOn(AdapterRow::control)
        .extracting(AdapterRow::adapterId)
        .containsExactly("student-self-24-control");
    assertPlanned(outcome);
  }

  /** Makes sure that every step used the samples that the table of the plan names. */
  private void assertPlanned(StudentTraining.Outcome outcome) {
    List<TrainPlanRow> plan;
    try (Run run = StudentTraining.run(folder, "training.shuffledControl=true")) {
      plan = run.records(TrainPlanRow.TABLE);
    }
    assertThat(plan).hasSize(2 * outcome.steps().size());
    for (TrainStepRow row : outcome.steps()) {
      List<TrainPlanRow> shards =
          plan.stream()
              .filter(shard -> shard.adapterId().equals(row.adapterId()))
              .filter(shard -> shard.step() == row.step().step())
              .sorted(Comparator.comparing(TrainPlanRow::shard))
              .toList();
      assertThat(shards).extracting(TrainPlanRow::shard).containsExactly(0, 1);
      assertThat(shards).flatExtracting(TrainPlanRow::sampleIds).isEqualTo(row.step().sampleIds());
      assertThat(shards.stream().mapToLong(TrainPlanRow::targetTokens).sum())
          .isEqualTo(row.step().targetTokens());
    }
  }

  @Test
  void leavesFinishedAdaptersAlone() throws Exception {
    StudentTraining.publish(folder, StudentTraining.samples());
    StudentTraining.Outcome first = StudentTraining.train(folder);
    Path weights = Path.of(first.adapters().get(0).path()).resolve(PeftFolder.WEIGHTS);
    FileTime before = Files.getLastModifiedTime(weights);
    StudentTraining.Outcome second = StudentTraining.train(folder);
    assertThat(second.steps()).isEqualTo(first.steps());
    assertThat(Files.getLastModifiedTime(weights)).isEqualTo(before);
  }

  @Test
  void refusesASubsetLargerThanTheSamples() {
    StudentTraining.publish(folder, StudentTraining.samples().subList(0, 20));
    assertThatThrownBy(() -> StudentTraining.train(folder))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("table samples has 20 training samples, expected 24");
  }
}
