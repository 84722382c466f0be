package org.wordsight.jobs;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Cleaning;
import org.wordsight.jobs.runtime.Cleaning.Reason;
import org.wordsight.jobs.runtime.Cleaning.Unneeded;
import org.wordsight.jobs.runtime.Lease;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.synthesis.RunsUsed;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gc}: removes files that no run needs. */
@Command(
    name = "gc",
    header = "Removes the files of the warehouse that no run needs.",
    description = {
      "Files of killed processes, table files that were replaced, and the logs of runs that have"
          + " been done for longer than --keep-days. Published tables and adapters stay, and also"
          + " every file that an unfinished run needs.",
      "Until its logged answers are removed, a run with the same configuration asks nothing again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight gc --config conf/nightly.yaml",
      "  wordsight gc --config conf/nightly.yaml --keep-days 7 --dry-run"
    })
final class GcVerb implements Runnable {
  private static final String NAME = "gc";

  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;

  @Option(
      names = "--keep-days",
      paramLabel = "N",
      defaultValue = "30",
      description = "How long logs of runs that are done are kept (default: ${DEFAULT-VALUE}).")
  private int keepDays;

  @Option(names = "--dry-run", description = "List the files and remove none.")
  private boolean dryRun;

  @Override
  public void run() {
    if (keepDays < 0 || keepDays > 36_500) {
      throw WordsightException.usage(
          "Cannot clean: --keep-days is " + keepDays + ", expected 0 to 36500. Change it.");
    }

    Warehouse warehouse =
        Warehouse.at(runFile.load().config().warehouse().text(), Sessions.hadoop());
    if (warehouse
        .runs()
        .isEmpty()) { // The lock would make a folder, also where the place is wrong.
      common.console().message("No run in warehouse " + warehouse + " yet.");
      return;
    }

    Cleaning cleaning = new Cleaning(warehouse, Duration.ofDays(keepDays));
    try (Lease lease = Lease.take(warehouse, NAME, common.console())) {
      List<Unneeded> unneeded = cleaning.find(RunsUsed.neededSegments(warehouse));
      if (dryRun) {
        unneeded.forEach(one -> common.console().result(one.file().name()));
      } else {
        cleaning.remove(unneeded, lease);
      }

      tell(unneeded);
    }
  }

  private void tell(List<Unneeded> unneeded) {
    Map<Reason, Integer> files = new EnumMap<>(Reason.class);
    Map<Reason, Long> bytes = new EnumMap<>(Reason.class);
    for (Unneeded one : unneeded) {
      files.merge(one.reason(), 1, Integer::sum);
      bytes.merge(one.reason(), one.file().bytes(), Long::sum);
    }

    String verb = dryRun ? "would remove" : "removed";
    files.forEach(
        (reason, count) ->
            common
                .console()
                .message(
                    "gc: %s %,d files, %s: %s"
                        .formatted(
                            verb,
                            count,
                            FileUtils.byteCountToDisplaySize(bytes.get(reason)),
                            reason.words())));
    if (unneeded.isEmpty()) {
      common.console().message("gc: every file is needed.");
    }
  }
}
