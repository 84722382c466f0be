package org.wordsight.jobs.runtime;

import org.wordsight.error.WordsightException;

/** The version of the format that a warehouse's file has. */
final class Versions {
  private Versions() {}

  /** A file of a later version is refused. */
  static WordsightException tooNew(String file, int version, int known) {
    return WordsightException.input(
        ("Cannot read %s: its format is version %d, expected at most %d. A newer Wordsight wrote"
                + " this warehouse: use that one, or another warehouse.")
            .formatted(file, version, known));
  }
}
