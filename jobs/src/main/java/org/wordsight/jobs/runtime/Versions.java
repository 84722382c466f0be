package org.wordsight.jobs.runtime;

import org.wordsight.error.WordsightException;

/** Files of a warehouse say which version of their format they have. */
final class Versions {
  private Versions() {}

  /** A file of a later version is not guessed at. */
  static WordsightException tooNew(String file, int version, int known) {
    return WordsightException.input(
        ("Cannot read %s: its format is version %d, expected at most %d. A newer Wordsight wrote"
                + " this warehouse: use that one, or another warehouse.")
            .formatted(file, version, known));
  }
}
