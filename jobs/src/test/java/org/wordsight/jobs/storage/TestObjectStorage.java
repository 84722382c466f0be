package org.wordsight.jobs.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.storage.SlowPutException;
import org.wordsight.storage.Storage;

/** On a store that knows no conditions. */
class TestObjectStorage extends StorageContract {
  private final String bucketName = "b" + UUID.randomUUID();
  private final MemoryObjects.Bucket bucket = MemoryObjects.bucket(bucketName);

  @Override
  Storage storage() throws IOException {
    Configuration hadoop = new Configuration();
    MemoryObjects.configure(hadoop);
    Path root = new Path("mem://" + bucketName + "/warehouse");
    return new ObjectStorage(root.getFileSystem(hadoop), root, Duration.ofMillis(100));
  }

  @Override
  boolean isEveryPutInTime() {
    return false;
  }

  @Test
  void refusesAWaitThatIsNone() {
    Configuration hadoop = new Configuration();
    MemoryObjects.configure(hadoop);
    for (String millis : List.of("soon", "-1", "600001")) {
      hadoop.set(Storages.SETTLE_MILLIS, millis);
      assertThatThrownBy(() -> Storages.open("mem://" + bucketName + "/warehouse", hadoop))
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessage(
              "Cannot use --conf spark.hadoop.wordsight.settle.millis: it is %s, expected a whole number of 0 to 600000. Correct it.",
              millis);
    }
  }

  /** Two callers could win if one put takes longer than the wait, or ends after another look. */
  @Test
  void letsNoTwoWinThoughEachPutIsDelayed() throws Exception {
    storage().putIfAbsent("first.once", new byte[] {1});
    bucket.delayBy(Duration.ofMillis(120));
    for (int round = 0; round < 4; round++) {
      letsOneOfManyWin(storage(), "slow/%08d.once".formatted(round));
    }

    bucket.delayBy(Duration.ofMillis(10));
    int wins = 0;
    for (int round = 0; round < 6; round++) {
      wins += letsOneOfManyWin(storage(), "fast/%08d.once".formatted(round));
    }

    assertThat(wins).as("some win where puts are fast").isPositive();
  }

  @Test
  void doesNotSayWhoWonWhereThePutTookTooLong() throws IOException {
    Configuration hadoop = new Configuration();
    MemoryObjects.configure(hadoop);
    Path root = new Path("mem://" + bucketName + "/warehouse");
    Storage storage = new ObjectStorage(root.getFileSystem(hadoop), root, Duration.ZERO);

    assertThatThrownBy(() -> storage.putIfAbsent("00000001.once", new byte[] {1}))
        .isInstanceOf(SlowPutException.class)
        .hasMessageContaining(" ms to put mem://" + bucketName + "/warehouse/00000001.once");
    assertThat(storage.read("00000001.once")).hasValue(new byte[] {1});
    assertThat(storage.putIfAbsent("00000001.once", new byte[] {2})).isFalse();
  }

  @Test
  void leavesTheConditionOutWhereTheStoreRefusesIt() throws IOException {
    Configuration hadoop = new Configuration();
    MemoryObjects.configure(hadoop);
    Storages.configure(hadoop::set);
    bucket.refuseConditions();
    Path root = new Path("mem://" + bucketName + "/warehouse");
    Storage storage = new ObjectStorage(root.getFileSystem(hadoop), root, Duration.ofMillis(100));

    assertThat(storage.putIfAbsent("00000001.once", new byte[] {1})).isTrue();
    assertThat(storage.putIfAbsent("00000001.once", new byte[] {2})).isFalse();
    assertThat(storage.read("00000001.once")).hasValue(new byte[] {1});
    assertThat(bucket.names()).containsExactly("warehouse/00000001.once");
  }

  @Test
  void repeatsAPutThatIsInConflictWithAnother() throws IOException {
    ObjectStorage storage = withConditions(Duration.ofSeconds(20));
    bucket.answerConflicts(2);

    assertThat(storage.putOnce("00000001.once", new byte[] {1})).isTrue();
    assertThat(storage.read("00000001.once")).hasValue(new byte[] {1});
  }

  @Test
  void saysThatAStoreAnswersNothingButConflicts() throws IOException {
    Storage storage = withConditions(Duration.ZERO);
    bucket.answerConflicts(Integer.MAX_VALUE);

    assertThatThrownBy(() -> storage.putIfAbsent("00000001.once", new byte[] {1}))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "for 0 s the store has answered 409 \\(conflict\\) to each put of mem://%s/warehouse/_wordsight/unfinished/.*\\.once under the condition that it is not there, and it is not there"
                .formatted(bucketName));
  }

  private ObjectStorage withConditions(Duration longestConflict) throws IOException {
    Configuration hadoop = new Configuration();
    MemoryObjects.configure(hadoop);
    Storages.configure(hadoop::set);
    Path root = new Path("mem://" + bucketName + "/warehouse");
    return new ObjectStorage(
        root.getFileSystem(hadoop), root, Duration.ofMillis(100), longestConflict);
  }

  @Test
  void saysTrueToTheOneWhoseAnswerWasLost() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("00000001.once", new byte[] {1});
    bucket.loseAnswerAfter(0);

    assertThat(storage.putIfAbsent("00000002.once", new byte[] {2})).isTrue();
  }

  @Test
  void saysNothingWhereItsPutNeverHappened() throws IOException {
    Storage storage = storage();
    storage.putIfAbsent("00000001.once", new byte[] {1});
    bucket.killAfter(0);

    assertThatThrownBy(() -> storage.putIfAbsent("00000002.once", new byte[] {2}))
        .hasMessage("killed");
    bucket.heal();
    assertThat(storage.read("00000002.once")).isEmpty();
  }
}
