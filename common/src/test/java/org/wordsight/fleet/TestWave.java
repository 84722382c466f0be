package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wordsight.teacher.FailureKind;

/** The end of a wave of six items: four of them have failed, and their turns come late. */
class TestWave {
  private static final long SECOND = 1_000_000_000L;
  private static final long TURN = 60 * SECOND;
  private static final int FAILED = 4;

  private final Wave wave = new Wave(Work.all(0, FAILED + 2), 100);
  private final List<OpenItem> all = new ArrayList<>();

  TestWave() {
    for (int i = 0; i < FAILED + 2; i++) {
      all.add(take(0).orElseThrow());
    }
    for (OpenItem failed : all.subList(0, FAILED)) {
      fail(failed, SECOND, TURN - SECOND);
    }
  }

  private Optional<OpenItem> take(long now) {
    Optional<OpenItem> next = wave.next(now);
    next.ifPresent(any -> wave.take());
    return next;
  }

  private void fail(OpenItem openItem, long now, long wait) {
    wave.landed();
    FailureKind kind = FailureKind.SERVER_ERROR;
    wave.askAgain(openItem.after(kind), kind, now, new Retries.Wait(0, wait));
  }

  private void answer(OpenItem openItem, long sent) {
    wave.landed();
    wave.answered(sent);
    wave.settle(openItem.item().number());
  }

  @Test
  void letsTwoLastItemsTryForEachAnswerToARequestSentAfterTheirFailure() {
    answer(all.get(FAILED), 0);
    assertThat(take(2 * SECOND)).as("sent before the failures").isEmpty();

    answer(all.get(FAILED + 1), 3 * SECOND);
    List<OpenItem> early = List.of(take(4 * SECOND).orElseThrow(), take(4 * SECOND).orElseThrow());
    assertThat(take(4 * SECOND)).isEmpty();
    early.forEach(one -> answer(one, 4 * SECOND));
    assertThat(take(5 * SECOND)).isPresent();
    assertThat(take(5 * SECOND)).isPresent();
    assertThat(wave.waiting()).isZero();
  }

  @Test
  void countsNoEarlyAttemptThatFailsAndMakesOneBeforeEachTurn() {
    answer(all.get(FAILED), 3 * SECOND);
    OpenItem early = take(4 * SECOND).orElseThrow();
    OpenItem other = take(4 * SECOND).orElseThrow();
    wave.landed();
    wave.askAgainAtItsTurn(early, 5 * SECOND, 0);
    answer(other, 6 * SECOND);

    assertThat(take(7 * SECOND)).isPresent();
    assertThat(take(7 * SECOND)).isPresent();
    assertThat(take(TURN - 1)).as("it was early once").isEmpty();
    OpenItem again = take(TURN).orElseThrow();
    assertThat(again.item()).isEqualTo(new WorkItem(early.item().number(), 3));
    assertThat(again.allFailures()).isOne();
    assertThat(again.turnNanos()).isEmpty();
  }

  @Test
  void asksNoEarlierThanTheEndpointWants() {
    answer(all.get(FAILED), 3 * SECOND);
    OpenItem early = take(4 * SECOND).orElseThrow();
    wave.landed();
    wave.askAgainAtItsTurn(early, 5 * SECOND, TURN);
    assertThat(take(6 * SECOND)).isPresent();
    for (int others = 2; others < FAILED; others++) {
      assertThat(take(TURN).orElseThrow().item().number()).isNotEqualTo(early.item().number());
    }
    assertThat(take(5 * SECOND + TURN - 1)).isEmpty();
    assertThat(take(5 * SECOND + TURN)).isPresent();
  }
}
