package org.wordsight.jobs.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.training.WorkerMeeting.Card;

class TestWorkerMeeting {

  private static Card card(String jvm) {
    return new Card(1, jvm, "10.0.0.7", 4000, 2, "c2VjcmV0");
  }

  @Test
  void takesWorkersOfOneHostInJvmsOfTheirOwn() {
    assertThatCode(() -> WorkerMeeting.requireOneInAJvm(List.of(card("a"), card("b"))))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesTwoWorkersInOneJvm() {
    assertThatThrownBy(
            () -> WorkerMeeting.requireOneInAJvm(List.of(card("a"), card("b"), card("a"))))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot train with 3 workers: workers 0 and 2 are in one JVM on 10.0.0.7, expected one"
                + " JVM for each, since a JVM computes on one device. Set spark.executor.cores to"
                + " spark.task.cpus, or lower training.workers.");
  }

  @Test
  void printsNoSecret() {
    assertThat(card("a").toString()).contains("10.0.0.7").doesNotContain("c2VjcmV0");
  }
}
