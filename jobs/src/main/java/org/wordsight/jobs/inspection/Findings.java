package org.wordsight.jobs.inspection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/** The findings of an inspection: numbers, and everything that is wrong. */
final class Findings {
  private final List<String> facts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<WordsightException> problems = new ArrayList<>();

  List<String> facts() {
    return List.copyOf(facts);
  }

  void fact(String format, Object... arguments) {
    facts.add(String.format(Locale.ROOT, format, arguments));
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Adds a warning: the run can continue, but the setting is probably a mistake. */
  void warning(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  /** Adds a problem. Several parts of the inspection read the same files. */
  void problem(WordsightException problem) {
    if (problems.stream().noneMatch(p -> p.getMessage().equals(problem.getMessage()))) {
      problems.add(problem);
    }
  }

  /**
   * The result of a reading. If it fails, the result is absent and the failure is noted as a
   * problem.
   */
  <T> Optional<T> attempt(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (WordsightException e) {
      problem(e);
      return Optional.empty();
    }
  }

  /**
   * Throws all problems in one exception, if there are any. Problems of the run file decide the
   * exit code.
   */
  void throwIfWrong() {
    if (problems.isEmpty()) {
      return;
    }

    ExitCode exitCode =
        problems.stream()
            .map(WordsightException::exitCode)
            .filter(code -> code == ExitCode.USAGE)
            .findFirst()
            .orElse(problems.get(0).exitCode());
    throw new WordsightException(
        exitCode,
        String.join("\n", problems.stream().map(WordsightException::getMessage).toList()));
  }
}
