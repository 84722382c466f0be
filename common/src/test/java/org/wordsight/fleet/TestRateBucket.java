package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestRateBucket {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void givesNoMinuteMoreThanItsLimitForAnyBeginning() {
    for (long limit : new long[] {1, 3, 60, 500, 9_000}) {
      RateBucket bucket = new RateBucket(limit, 0);
      List<Long> taken = new ArrayList<>();
      long now = 40 * SECOND;
      long late = now;
      while (now < 400 * SECOND) {
        long wait = bucket.waitNanos(now);
        if (wait == 0) {
          bucket.take(1, now);
          taken.add(now);
        }
        now += Math.max(wait, 1);
        if (now >= late) {
          // Workers do not always call in time.
          now += SECOND / 2;
          late = now + 2 * SECOND;
        }
      }
      for (int first = 0, end = 0; first < taken.size(); first++) {
        while (end < taken.size() && taken.get(end) < taken.get(first) + 60 * SECOND) {
          end++;
        }
        assertThat(end - first).as("limit " + limit).isLessThanOrEqualTo((int) limit);
      }
      assertThat(taken.size()).as("limit " + limit).isGreaterThanOrEqualTo((int) (5.7 * limit));
    }
  }

  @Test
  void keepsNoMoreThanASecondWhenNothingIsTaken() {
    RateBucket bucket = new RateBucket(600, 0);
    long now = 3600 * SECOND;
    int atOnce = 0;
    while (bucket.waitNanos(now) == 0) {
      bucket.take(1, now);
      atOnce++;
    }
    assertThat(atOnce).isBetween(9, 11);
  }

  @Test
  void letsALargeRequestPassAndThenWaitsForItsTokens() {
    RateBucket bucket = new RateBucket(6_100, 0);
    bucket.take(1_000, 0);
    assertThat(bucket.waitNanos(0)).isEqualTo(10 * SECOND);
    bucket.giveBack(600, 2 * SECOND);
    assertThat(bucket.waitNanos(2 * SECOND)).isEqualTo(2 * SECOND);
  }

  @Test
  void keepsReturnedPartsUntilTheyAreTaken() {
    RateBucket bucket = new RateBucket(6_100, 0);
    bucket.take(1_000, 0);
    bucket.giveBack(1_000, 20 * SECOND);
    bucket.take(1_000, 20 * SECOND);
    assertThat(bucket.waitNanos(20 * SECOND)).isZero();
  }

  @Test
  void neverWaitsWithoutALimit() {
    RateBucket bucket = new RateBucket(Limits.NONE, 0);
    bucket.take(Long.MAX_VALUE, 0);
    bucket.take(Long.MAX_VALUE, 0);
    assertThat(bucket.waitNanos(0)).isZero();
  }
}
