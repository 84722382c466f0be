package org.wordsight.config;

import java.nio.file.Path;
import java.time.LocalDate;

/** The folder and the date that a run file's values are relative to. */
final class RunPlace {
  private final Path folder;
  private final LocalDate date;
  private boolean datedKeys;

  RunPlace(Path folder, LocalDate date) {
    this.folder = folder;
    this.date = date;
  }

  Path folder() {
    return folder;
  }

  LocalDate date() {
    return date;
  }

  void useDate() {
    datedKeys = true;
  }

  /** Whether a key took its value from the date. */
  boolean usedDate() {
    return datedKeys;
  }
}
