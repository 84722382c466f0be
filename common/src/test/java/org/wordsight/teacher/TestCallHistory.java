package org.wordsight.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wordsight.money.Usage;
import org.wordsight.synthesis.TeacherAnswer;
import org.wordsight.synthesis.TeacherAnswer.Outcome;
import org.wordsight.teacher.CallHistory.Waste;
import org.wordsight.teacher.CallRecord.Call;
import org.wordsight.teacher.CallRecord.Cancelled;
import org.wordsight.teacher.CallRecord.Failed;
import org.wordsight.teacher.CallRecord.Sent;
import org.wordsight.teacher.CallRecord.Settled;

class TestCallHistory {
  @Test
  void isAnsweredOnlyIfOneAttemptAnsweredTheWholeGroup() {
    CallHistory mixed =
        new CallHistory(List.of(settled("r1", 1, "a", 5, 10), settled("r2", 2, "a", 6, 10)));
    assertThat(mixed.answers(List.of("r1", "r2"))).isEmpty();
    assertThat(mixed.attempts()).isEqualTo(2);

    CallHistory whole =
        new CallHistory(
            List.of(
                settled("r1", 1, "a", 5, 10),
                settled("r2", 2, "a", 6, 10),
                settled("r1", 2, "a", 6, 10)));
    assertThat(whole.answers(List.of("r1", "r2")).orElseThrow())
        .extracting(answer -> answer.call().requestId(), answer -> answer.call().attempt())
        .containsExactly(tuple("r1", 2), tuple("r2", 2));
  }

  @Test
  void takesTheEarliestAnswerForAnyOrderOfTheRecords() {
    List<CallRecord> records =
        new ArrayList<>(
            List.of(
                settled("r", 3, "a", 9, 10),
                settled("r", 1, "b", 5, 10),
                settled("r", 2, "a", 7, 10),
                new Sent(call("r", 1, "b", 4), 30)));
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(records, new Random(seed));
      Settled answer = new CallHistory(records).answers(List.of("r")).orElseThrow().get(0);
      assertThat(answer.call().run()).isEqualTo("b");
    }
  }

  @Test
  void countsAnAttemptWithoutAnEndAtItsWorst() {
    CallHistory history =
        new CallHistory(
            List.of(
                new Sent(call("r", 1, "a", 1), 30),
                new Sent(call("r", 2, "a", 2), 30),
                settled("r", 2, "a", 3, 7),
                new Sent(call("r", 1, "b", 2), 50)));
    assertThat(history.microdollars("a")).isEqualTo(37);
    assertThat(history.lostMicrodollars("a")).isEqualTo(30);
    assertThat(history.microdollars("b")).isEqualTo(50);
  }

  @Test
  void namesMoneyThatWasPaidForNothing() {
    Settled used = settled("r", 4, "a", 9, 7);
    CallHistory history =
        new CallHistory(
            List.of(
                new Sent(call("r", 1, "a", 1), 30),
                new Failed(call("r", 2, "a", 2), FailureKind.SERVER_ERROR, "500", 30, 5),
                new Failed(call("r", 3, "a", 2), FailureKind.RATE_LIMITED, "429", 0, 5),
                used,
                new Cancelled(call("r", 5, "a", 9), 30),
                settled("r", 6, "a", 12, 8)));
    assertThat(history.waste("a", List.of(used)))
        .extracting(waste -> waste.call().attempt(), Waste::reason, Waste::microdollars)
        .containsExactly(
            tuple(1, "lost", 30L),
            tuple(2, "server-error", 30L),
            tuple(5, "cancelled", 30L),
            tuple(6, "unused", 8L));
    assertThat(history.waste("b", List.of())).isEmpty();
    assertThat(history.lastFailure("a").orElseThrow().kind()).isEqualTo(FailureKind.RATE_LIMITED);
  }

  @Test
  void prefersTheAnswerOfAnAttemptThatWasCancelledAndStillAnswered() {
    CallHistory history =
        new CallHistory(
            List.of(new Cancelled(call("r", 1, "a", 9), 30), settled("r", 1, "a", 10, 7)));
    assertThat(history.answers(List.of("r"))).isPresent();
    assertThat(history.microdollars("a")).isEqualTo(7);
  }

  private static Call call(String request, int attempt, String run, long millis) {
    return new Call(request, "g", attempt, run, millis);
  }

  private static Settled settled(
      String request, int attempt, String run, long millis, long microdollars) {
    TeacherAnswer answer = new TeacherAnswer("text", Outcome.STOPPED, new Usage(1, 0, 1), "");
    return new Settled(call(request, attempt, run, millis), answer, microdollars, 3);
  }
}
