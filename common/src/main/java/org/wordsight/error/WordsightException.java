package org.wordsight.error;

/**
 * A problem that a person can solve. The message names the action, the place, the value, the rule
 * and the change to make. It is shown without a stack trace.
 */
public final class WordsightException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public WordsightException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public WordsightException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A problem with something that the run file names: {@link ExitCode#INPUT}. */
  public static WordsightException input(String message) {
    return new WordsightException(ExitCode.INPUT, message);
  }

  public static WordsightException input(String message, Throwable cause) {
    return new WordsightException(ExitCode.INPUT, message, cause);
  }

  /** A problem with the command line or the run file itself: {@link ExitCode#USAGE}. */
  public static WordsightException usage(String message) {
    return new WordsightException(ExitCode.USAGE, message);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
