package org.wordsight.config;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.error.WordsightException;

/** Collects the problems of a run file, so that a user sees all of them at once. */
final class Problems {
  private final List<String> problems = new ArrayList<>();

  void add(String path, Source source, String what) {
    problems.add(path + " (" + source + ") " + what);
  }

  void add(String what) {
    problems.add(what);
  }

  /** Throws one exception that lists every problem of a run file, if there is any. */
  void throwIfAny(String file) {
    throwIfAny("run file", file);
  }

  /** The same for another kind of file. */
  void throwIfAny(String kind, String file) {
    if (problems.isEmpty()) {
      return;
    }

    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    throw WordsightException.usage(
        "Cannot use " + kind + " " + file + ": " + count + ".\n  " + String.join("\n  ", problems));
  }
}
