package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.wordsight.jobs.LocalSpark;

class TestProgress {
  private static final Progress.Work WORK =
      new Progress.Work("generate", "requests", 400, () -> 0, () -> 1.25);

  @Test
  void showsAmountRateTimeLeftAndCost() {
    assertThat(Progress.line(WORK, 120, 20, Duration.ofSeconds(20)))
        .isEqualTo("generate: 120/400 requests (30 %), 5.0/s, 56 s left, $1.25");
  }

  @Test
  void doesNotGuessBeforeAnythingIsDone() {
    assertThat(Progress.line(WORK, 20, 20, Duration.ofSeconds(20)))
        .isEqualTo("generate: 20/400 requests (5 %), 0.0/s, time left unknown, $1.25");
  }

  @Test
  void showsASlowRateByTheMinuteOrTheHour() {
    assertThat(Progress.line(WORK, 80, 0, Duration.ofSeconds(100)))
        .isEqualTo("generate: 80/400 requests (20 %), 48.0/min, 6 min 40 s left, $1.25");
    assertThat(Progress.line(WORK, 1, 0, Duration.ofSeconds(1_800)))
        .isEqualTo("generate: 1/400 requests (0 %), 2.0/h, 8 d 7 h left, $1.25");
    assertThat(Progress.line(WORK, 8, 0, Duration.ofSeconds(320)))
        .isEqualTo("generate: 8/400 requests (2 %), 1.5/min, 4 h 21 min left, $1.25");
  }

  @Test
  void showsTheExpectedCostWhereItIsKnown() {
    Progress.Work projected =
        new Progress.Work("generate", "requests", 400, () -> 0, () -> 1.25, () -> 4.8);
    assertThat(Progress.line(projected, 120, 20, Duration.ofSeconds(20)))
        .isEqualTo("generate: 120/400 requests (30 %), 5.0/s, 56 s left, $1.25 of about $4.80");
  }

  @Test
  void endsWithTheTimeItTook() {
    assertThat(Progress.line(WORK, 400, 0, Duration.ofSeconds(80)))
        .isEqualTo("generate: 400/400 requests (100 %), 5.0/s, took 1 min 20 s, $1.25");
  }

  @Test
  void printsNothingWhenQuiet() {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    Progress.start(LocalSpark.recording(written).quietly(), WORK).close();
    assertThat(written.size()).isZero();

    Progress.start(LocalSpark.recording(written), WORK).close();
    assertThat(written.toString(StandardCharsets.UTF_8)).startsWith("generate: 0/400 requests");
  }
}
