package org.wordsight.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestLatencyRule {
  private static final int[] FIRST_GROUPS = {8, 16};
  private static final int GROUP = 32;
  private static final int AMONG = 100;
  private static final int TOKENS = 10;
  private static final long SECOND = 1_000_000_000L;

  private final LatencyRule rule = new LatencyRule();
  private long now;

  /** The first groups are small, and take a second. */
  @BeforeEach
  void see() {
    for (int size : FIRST_GROUPS) {
      assertThat(answer(send(size), 1)).isEmpty();
    }
  }

  private List<Flight.Sent> send(int count) {
    List<Flight.Sent> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      now++;
      sent.add(new Flight.Sent(now, now, AMONG, rule.send()));
    }
    return sent;
  }

  /** Answers all of them when so many seconds have passed. */
  private OptionalDouble answer(List<Flight.Sent> sent, double seconds) {
    now = Math.max(now, sent.get(0).nanos() + (long) (seconds * SECOND));
    OptionalDouble changed = OptionalDouble.empty();
    for (Flight.Sent each : sent) {
      OptionalDouble answered = rule.answered(now, each, TOKENS, AMONG);
      changed = answered.isPresent() ? answered : changed;
    }
    return changed;
  }

  @Test
  void findsTheCapacityOfAServerThatQueues() {
    assertThat(answer(send(GROUP), 1)).isEmpty();
    assertThat(answer(send(GROUP), 1.9)).as("it may do more in all").isEmpty();
    assertThat(answer(send(GROUP), 5))
        .as("twice what the server works on at once")
        .hasValueCloseTo(2 * AMONG / 5.0, within(0.1));
    assertThat(answer(send(GROUP), 5)).as("again").isPresent();
  }

  @Test
  void doublesAsSoonAsSomeAnswersToLaterRequestsAreFast() {
    assertThat(answer(send(GROUP), 1)).as("nothing was changed").isEmpty();
    List<Flight.Sent> pausing = send(2 * GROUP);
    assertThat(answer(pausing, 5)).as("the server paused").isPresent();

    List<Flight.Sent> since = send(2 * GROUP);
    assertThat(answer(since.subList(0, 11), 1)).isEmpty();
    assertThat(answer(since.subList(11, 12), 1)).as("with the twelfth").hasValue(2 * AMONG);
    assertThat(answer(since.subList(12, 50), 1)).as("sent before this change").isEmpty();
    assertThat(answer(send(12), 1.7)).as("neither slow nor fast").isEmpty();
    assertThat(answer(send(12), 1)).hasValue(2 * AMONG);
    rule.refused();
    assertThat(answer(send(30), 1)).as("another rule decides").isEmpty();
  }

  @Test
  void ignoresThatShortAnswersComeFirst() {
    for (int group = 0; group < 2; group++) {
      List<Flight.Sent> all = send(GROUP);
      List<Flight.Sent> slow = all.subList(GROUP / 2, GROUP);
      assertThat(answer(all.subList(0, GROUP / 2), 0.1)).isEmpty();
      assertThat(answer(slow, 1.9)).isEmpty();
    }
    assertThat(answer(send(GROUP), 1.9)).as("1.9 times the mean").isEmpty();
  }

  @Test
  void acceptsSlowerWorkAsNormalIfFewerRequestsDoNotHelp() {
    assertThat(answer(send(GROUP), 5)).isPresent();
    assertThat(answer(send(GROUP), 8)).as("what it bears has fallen by a third").isPresent();
    assertThat(answer(send(GROUP), 8)).as("and still has").isEmpty();
    assertThat(answer(send(GROUP), 8)).as("as fast as ever").hasValue(2 * AMONG);
  }

  @Test
  void ignoresAGroupInWhichMostFail() {
    List<Flight.Sent> group = send(GROUP);
    group.subList(0, 20).forEach(this::fail);
    assertThat(answer(group.subList(20, GROUP), 5)).isEmpty();
  }

  @Test
  void judgesAGroupWhoseLastRequestFails() {
    List<Flight.Sent> group = send(GROUP);
    assertThat(answer(group.subList(0, GROUP - 1), 5)).isEmpty();
    assertThat(fail(group.get(GROUP - 1))).hasValueCloseTo(2 * AMONG / 5.0, within(0.1));
  }

  @Test
  void doesNotMistakeAPauseForSlowerWork() {
    List<List<Flight.Sent>> inFlight = List.of(send(GROUP), send(GROUP), send(GROUP));
    assertThat(answer(inFlight.get(0), 3)).isPresent();
    assertThat(answer(inFlight.get(1), 5)).as("sent before the limit was cut").isPresent();
    assertThat(answer(inFlight.get(2), 8)).isPresent();
    assertThat(answer(send(GROUP), 3)).as("a second is still the lowest").isPresent();
  }

  private OptionalDouble fail(Flight.Sent sent) {
    return rule.unanswered(now, sent, AMONG);
  }
}
