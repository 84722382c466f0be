package org.wordsight.jobs;

import java.util.List;
import picocli.CommandLine.Option;

/** The option for the number of workers: a short form of a key of the run file. */
final class WorkersOption {
  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Train with N workers: --set training.workers=N. Without --master, each is a process of"
              + " this machine.")
  private String workers;

  /** The option as a setting of the run file. */
  List<String> overrides() {
    return workers == null ? List.of() : List.of("training.workers=" + workers);
  }
}
