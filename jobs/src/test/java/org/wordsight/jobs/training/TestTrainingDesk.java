package org.wordsight.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.LocalStorage;
import org.wordsight.train.StepLedger;
import org.wordsight.train.StepRecord;
import org.wordsight.train.StepText;

/** The messages that the driver accepts from workers, and those that it refuses. */
class TestTrainingDesk {
  @TempDir private Path folder;

  private final List<String> messages = new ArrayList<>();
  private boolean leaseIsLost;
  private StepLedger ledger;
  private TrainingDesk desk;

  @BeforeEach
  void open() {
    ledger = StepLedger.open(LocalStorage.of(folder), "steps", this::requireLease);
    desk = new TrainingDesk(ledger, this::requireLease, messages::add, Optional.empty(), met -> {});
  }

  /** The ledger writes aside, and must not write into a folder that is deleted. */
  @AfterEach
  void close() {
    leaseIsLost = false;
    ledger.close();
  }

  private void requireLease() {
    if (leaseIsLost) {
      throw new WordsightException(ExitCode.LOCKED, "the lease is lost");
    }
  }

  private static WorkerId worker(int attempt, int rank, long task) {
    return new WorkerId("t", attempt, rank, task, "executor" + rank, "host");
  }

  private static String record(int step) {
    return StepText.of(
        new StepRecord(
            step,
            1,
            0.5,
            1.0,
            1e-3,
            8,
            List.of("s"),
            0.1,
            1,
            "ab",
            Optional.empty(),
            Optional.of(0.25)));
  }

  @Test
  void recordsStepsOfTheCurrentAttempt() {
    WorkerId first = worker(desk.beginAttempt(), 0, 1);
    assertThat(desk.began(first)).isTrue();
    assertThat(desk.recorded(first, record(1))).isTrue();
    assertThat(desk.recorded(first, record(2))).isTrue();

    WorkerId second = worker(desk.beginAttempt(), 0, 5);
    assertThat(desk.began(second)).isTrue();
    assertThat(desk.recorded(second, record(2))).isTrue();
    assertThat(desk.recorded()).isEqualTo(1);
    assertThat(ledger.records())
        .extracting(StepRecord::step, StepRecord::attempt)
        .containsExactly(tuple(1, 1), tuple(2, 2));
  }

  @Test
  void refusesALateWorkerOfAnEarlierAttempt() {
    WorkerId first = worker(desk.beginAttempt(), 0, 1);
    desk.began(first);
    desk.beginAttempt();

    assertThat(desk.recorded(first, record(1))).isFalse();
    assertThat(desk.maySave(first)).isFalse();
    assertThat(desk.said(first, "hello")).isFalse();
    assertThat(desk.ended(first, new WorkerEnd.Trained("ab", 1, 1, 1, "cpu"))).isFalse();
    assertThat(desk.began(first)).isFalse();
    assertThat(ledger.records()).isEmpty();
    assertThat(messages).isEmpty();
    assertThat(desk.trained()).isEmpty();
  }

  @Test
  void letsALaterTaskOfTheSameRankTakeOver() {
    int attempt = desk.beginAttempt();
    WorkerId lost = worker(attempt, 0, 1);
    WorkerId later = worker(attempt, 0, 2);
    desk.began(lost);
    assertThat(desk.began(later)).isTrue();
    assertThat(desk.recorded(lost, record(1))).isFalse();
    assertThat(desk.began(lost)).isFalse();
    assertThat(desk.recorded(later, record(1))).isTrue();
  }

  @Test
  void permitsNoFileOnceTheLeaseIsLost() {
    WorkerId worker = worker(desk.beginAttempt(), 0, 1);
    desk.began(worker);
    assertThat(desk.maySave(worker)).isTrue();
    leaseIsLost = true;
    assertThatThrownBy(() -> desk.maySave(worker)).hasMessage("the lease is lost");
  }

  @Test
  void putsRecordsIntoTheStoreBeforeTheCheckpointThatFollowsThem() {
    WorkerId worker = worker(desk.beginAttempt(), 0, 1);
    desk.began(worker);
    desk.recorded(worker, record(1));
    desk.maySave(worker);
    assertThat(StepLedger.lastStep(LocalStorage.of(folder), "steps")).isEqualTo(1);
  }

  @Test
  void distinguishesAWorkersOwnFailureFromTheLossOfAnother() {
    int attempt = desk.beginAttempt();
    WorkerId one = worker(attempt, 0, 1);
    WorkerId two = worker(attempt, 1, 2);
    WorkerId three = worker(attempt, 2, 3);
    List.of(one, two, three).forEach(desk::began);
    desk.ended(one, new WorkerEnd.Failed(new IllegalStateException("worker 2 is silent"), true));
    assertThat(desk.failure()).isEmpty();
    assertThat(desk.loss()).contains("worker 2 is silent");

    desk.ended(two, new WorkerEnd.Failed(new IllegalStateException("no weights"), false));
    assertThat(desk.failure().orElseThrow()).hasMessage("no weights");
    assertThat(desk.unended()).containsExactly(three);
  }
}
