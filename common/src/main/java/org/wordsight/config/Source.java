package org.wordsight.config;

import java.nio.file.Path;

/** The place where a value was written. Its relative paths count from there. */
sealed interface Source {
  Path base();

  /** A line of the run file; its paths count from the file's folder. */
  record Line(Path base, int number) implements Source {
    @Override
    public String toString() {
      return "line " + number;
    }
  }

  /** A {@code --set} on the command line; its paths count from the working directory. */
  record CommandLine(Path base) implements Source {
    @Override
    public String toString() {
      return "--set";
    }
  }
}
