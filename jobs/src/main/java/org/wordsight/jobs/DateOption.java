package org.wordsight.jobs;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option for the date that a run stands for. */
final class DateOption {
  @Option(
      names = "--for",
      paramLabel = "DATE",
      description = {
        "The date that the run stands for, where the run file has synthesis.seed: date.",
        "YYYY-MM-DD, today, yesterday (UTC), or FIRST..LAST for one run after another.",
        "Default: an unfinished run of today or yesterday, else today."
      })
  private String date;

  Optional<RunDates> dates() {
    return Optional.ofNullable(date)
        .map(text -> RunDates.parse(text, LocalDate.now(ZoneOffset.UTC)));
  }
}
