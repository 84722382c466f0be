package org.wordsight.jobs;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wordsight.config.Identity;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Warehouse;

/**
 * A run file, and the run that a command works on. Where the file takes its seed from a date, the
 * date is found first, since another date is another run.
 */
record RunChoice(RunFile file, RunId runId) {
  private static final String SEED = "synthesis.seed";

  /**
   * The runs that a command asks for, one after another.
   *
   * @param standard the choice of the run where the command gives no date and no id
   * @throws WordsightException exit code 2 where date, id and run file do not fit together
   */
  static List<RunChoice> of(
      RunFileOptions runFile, RunIdOption runId, DateOption date, RunId standard) {
    Optional<RunDates> dates = date.dates();
    if (dates.isPresent()) {
      return ofDates(runFile, runId, dates.get().dates());
    }

    RunFile today = runFile.load();
    RunFile file = today.date().isEmpty() ? today : ofNoDate(runFile, runId, today);
    return List.of(new RunChoice(file, runId.orElse(standard)));
  }

  private static List<RunChoice> ofDates(
      RunFileOptions runFile, RunIdOption runId, List<LocalDate> dates) {
    if (dates.size() > 1 && runId.given().isPresent()) {
      throw WordsightException.usage(
          "Cannot run for several dates: --run-id is "
              + runId.given().get()
              + ", expected none, since each date is a run of its own. Leave it out.");
    }

    List<RunChoice> choices = new ArrayList<>();
    for (LocalDate date : dates) {
      RunFile file = runFile.load(date);
      if (file.date().isEmpty()) {
        throw WordsightException.usage(
            "Cannot run for "
                + date
                + ": "
                + SEED
                + " is "
                + file.identity().values().get(SEED)
                + ", expected date. Set it, or leave out --for: every date would get the same"
                + " data.");
      }

      choices.add(new RunChoice(file, runId.orElse(RunId.ofDate(file))));
    }

    return choices;
  }

  /** Takes the date of the named run, else of an unfinished run, else today. */
  private static RunFile ofNoDate(RunFileOptions runFile, RunIdOption runId, RunFile today) {
    Warehouse warehouse = Warehouse.at(today.config().warehouse().text(), Sessions.hadoop());
    if (runId.given().isPresent()) {
      return warehouse
          .state(runId.given().get())
          .flatMap(RunChoice::date)
          .map(runFile::load)
          .orElse(today);
    }

    RunFile yesterday = runFile.load(LocalDate.now(ZoneOffset.UTC).minusDays(1));
    List<Identity> unfinished =
        warehouse.runs().stream()
            .filter(run -> run.status() != RunState.Status.DONE)
            .map(run -> Identity.stored(run.identity()))
            .toList();
    return !unfinished.contains(today.identity()) && unfinished.contains(yesterday.identity())
        ? yesterday
        : today;
  }

  /** The date in a stored run's seed. */
  private static Optional<LocalDate> date(RunState run) {
    try {
      String seed = Identity.stored(run.identity()).values().get(SEED);
      return Optional.of(LocalDate.parse(seed, DateTimeFormatter.BASIC_ISO_DATE));
    } catch (DateTimeException notOfADate) {
      return Optional.empty();
    }
  }
}
