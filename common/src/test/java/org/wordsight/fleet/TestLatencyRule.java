package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TestLatencyRule {
  private static final int GROUP = 32;
  private static final int AMONG = 100;
  private static final int TOKENS = 10;
  private static final long SECOND = 1_000_000_000L;

  private final LatencyRule rule = new LatencyRule();
  private long now;

  private List<Flight.Sent> send() {
    List<Flight.Sent> sent = new ArrayList<>();
    for (int i = 0; i < GROUP; i++) {
      now++;
      sent.add(new Flight.Sent(now, now, AMONG, rule.send(now)));
    }
    return sent;
  }

  /** Answers all of them when so many seconds have passed. */
  private OptionalDouble answer(List<Flight.Sent> sent, double seconds) {
    now = Math.max(now, sent.get(0).nanos() + (long) (seconds * SECOND));
    OptionalDouble changed = OptionalDouble.empty();
    for (Flight.Sent each : sent) {
      assertThat(changed).as("a group speaks with its last answer").isEmpty();
      changed = rule.answered(now, each, TOKENS, AMONG);
    }
    return changed;
  }

  @Test
  void findsAQueueWhereSlownessGoesOn() {
    answer(send(), 1);
    assertThat(answer(send(), 5)).as("a pause would look the same").isEmpty();
    assertThat(answer(send(), 5))
        .as("twice what the server works on at once")
        .hasValueCloseTo(2 * AMONG / 5.0, within(0.1));
  }

  @Test
  void findsNoQueueAfterAPauseThatSlowsWhatIsOnItsWay() {
    answer(send(), 1);
    List<List<Flight.Sent>> onTheirWay = List.of(send(), send(), send());
    onTheirWay.forEach(group -> assertThat(answer(group, 9)).isEmpty());
    assertThat(answer(send(), 1)).isEmpty();
    assertThat(answer(send(), 5)).as("the first slow one again").isEmpty();
  }

  @Test
  void doublesWithEachFastGroupThatWasSentSinceTheLastChange() {
    answer(send(), 1);
    assertThat(answer(send(), 1)).as("nothing was changed").isEmpty();
    answer(send(), 5);
    assertThat(answer(send(), 5)).isPresent();
    List<Flight.Sent> first = send();
    List<Flight.Sent> second = send();
    assertThat(answer(first, 1)).hasValue(2 * AMONG);
    assertThat(answer(second, 1)).as("sent before the first was answered").isEmpty();
    assertThat(answer(send(), 1.7)).as("neither slow nor fast").isEmpty();
    assertThat(answer(send(), 1)).hasValue(2 * AMONG);
    rule.refused();
    assertThat(answer(send(), 1)).isEmpty();
  }

  @Test
  void isNotDeceivedByShortAnswersThatComeFirst() {
    List<Flight.Sent> first = send();
    List<Flight.Sent> second = send();
    long start = first.get(0).nanos();
    for (int i = 0; i < GROUP; i += 2) {
      rule.answered(start + SECOND / 10, first.get(i), 1, AMONG);
      rule.answered(start + SECOND / 10, second.get(i), 1, AMONG);
    }
    for (int i = 1; i < GROUP; i += 2) {
      rule.answered(start + SECOND, first.get(i), 1, AMONG);
      rule.answered(start + SECOND, second.get(i), 1, AMONG);
    }
    for (int i = 0; i < 2; i++) {
      List<Flight.Sent> all = send();
      start = all.get(0).nanos();
      for (Flight.Sent each : all) {
        now = start + SECOND;
        assertThat(rule.answered(now, each, 1, AMONG)).as("1.8 times the mean").isEmpty();
      }
    }
  }

  @Test
  void takesSlowerWorkForTheNormalOneWhereFewerRequestsDoNotHelp() {
    answer(send(), 1);
    answer(send(), 5);
    assertThat(answer(send(), 5)).isPresent();
    assertThat(answer(send(), 8)).as("what it bears has fallen by a third").isEmpty();
    assertThat(answer(send(), 8)).as("as fast as ever").hasValue(2 * AMONG);
  }

  @Test
  void saysNothingOfAGroupInWhichMostFail() {
    answer(send(), 1);
    answer(send(), 5);
    List<Flight.Sent> group = send();
    group.subList(0, 20).forEach(each -> rule.unanswered(each.group()));
    now += 5 * SECOND;
    for (Flight.Sent each : group.subList(20, GROUP)) {
      assertThat(rule.answered(now, each, TOKENS, AMONG)).isEmpty();
    }
  }
}
