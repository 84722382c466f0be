package org.wordsight.jobs;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.wordsight.error.WordsightException;

/** The dates in {@code --for} that a schedule's runs stand for, the earliest first. */
record RunDates(List<LocalDate> dates) {
  private static final int MOST = 366;
  private static final String BETWEEN = "..";

  RunDates {
    dates = List.copyOf(dates);
  }

  /**
   * Reads {@code 2026-01-31}, {@code today}, {@code yesterday}, or two of them with {@code ..}
   * between.
   *
   * @throws WordsightException exit code 2
   */
  static RunDates parse(String text, LocalDate today) {
    int between = text.indexOf(BETWEEN);
    if (between < 0) {
      return new RunDates(List.of(date(text, text, today)));
    }

    LocalDate first = date(text, text.substring(0, between), today);
    LocalDate last = date(text, text.substring(between + BETWEEN.length()), today);
    if (last.isBefore(first) || first.plusDays(MOST).isBefore(last)) {
      throw refused(text, "the earlier date first and at most " + MOST + " days between");
    }

    try (Stream<LocalDate> all = first.datesUntil(last.plusDays(1))) {
      return new RunDates(all.toList());
    }
  }

  private static LocalDate date(String text, String word, LocalDate today) {
    if (word.equals("today")) {
      return today;
    }

    if (word.equals("yesterday")) {
      return today.minusDays(1);
    }

    try {
      LocalDate date = LocalDate.parse(word);
      if (date.getYear() >= 1000 && date.getYear() <= 9999) {
        return date;
      }
    } catch (DateTimeParseException e) {
      throw refused(text, "a date that exists");
    }

    throw refused(text, "a year of four digits");
  }

  private static WordsightException refused(String text, String rule) {
    return WordsightException.usage(
        "Cannot run for a date: --for is "
            + text
            + ", expected YYYY-MM-DD, today, yesterday, or two of them as FIRST..LAST ("
            + rule
            + "). Correct it.");
  }
}
