package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestRunDates {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

  @Test
  void readsADateAndTheWordsForIt() {
    assertThat(dates("2026-01-31")).containsExactly(LocalDate.of(2026, 1, 31));
    assertThat(dates("today")).containsExactly(TODAY);
    assertThat(dates("yesterday")).containsExactly(LocalDate.of(2026, 2, 28));
  }

  @Test
  void readsDatesOneAfterAnother() {
    assertThat(dates("2026-02-27..today"))
        .containsExactly(LocalDate.of(2026, 2, 27), LocalDate.of(2026, 2, 28), TODAY);
    assertThat(dates("today..today")).containsExactly(TODAY);
  }

  @Test
  void refusesTextsThatAreNoDate() {
    for (String text :
        List.of(
            "",
            "tomorrow",
            "2026-02-30",
            "2026-1-1",
            "20260131",
            "2026-01-31T01:30",
            "..",
            "today..",
            "0999-01-01",
            "+12026-01-01",
            "today..yesterday",
            "2024-01-01..2026-01-01",
            "1..2..3")) {
      assertThatThrownBy(() -> dates(text))
          .as(text)
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageStartingWith(
              "Cannot run for a date: --for is " + text + ", expected YYYY-MM-DD");
    }
  }

  private static List<LocalDate> dates(String text) {
    return RunDates.parse(text, TODAY).dates();
  }
}
