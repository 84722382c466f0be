package org.wordsight.jobs.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

/**
 * The output for people: results on standard output, everything else on standard error.
 *
 * @param results standard output
 * @param messages standard error
 * @param quiet leaves out messages and progress; results and errors are always shown
 * @param terminal whether standard error is a terminal, which can show a live line
 */
public record Console(PrintStream results, PrintStream messages, boolean quiet, boolean terminal) {
  /**
   * The process's own streams, in UTF-8 whatever the locale. The launcher says in
   * WORDSIGHT_TERMINAL and WORDSIGHT_RESULTS_TERMINAL whether they are terminals.
   */
  public static Console standard() {
    // A Java console exists where both input and output are terminals. Without the launcher, this
    // test is enough.
    boolean seen =
        "1".equals(System.getenv("WORDSIGHT_RESULTS_TERMINAL")) || System.console() != null;
    return new Console(
        new ResultStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), seen),
        utf8(FileDescriptor.err),
        false,
        "1".equals(System.getenv("WORDSIGHT_TERMINAL")));
  }

  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(stream)), /* autoFlush= */ true, UTF_8);
  }

  public Console quietly() {
    return new Console(results, messages, true, terminal);
  }

  /** Whether results go to a terminal. */
  public boolean showsResults() {
    return results instanceof ResultStream stream && stream.isTerminal();
  }

  public void message(String text) {
    if (!quiet) {
      error(text);
    }
  }

  public void result(String text) {
    results(text + System.lineSeparator());
  }

  /**
   * Writes to standard output, unchanged.
   *
   * @throws WordsightException exit code 3 where it cannot be written, {@link ExitCode#CLOSED}
   *     where its reader has gone
   */
  public void results(String text) {
    results.print(text);
    if (results.checkError()) {
      throw cannotWrite();
    }
  }

  private WordsightException cannotWrite() {
    String reason =
        results instanceof ResultStream stream
            ? stream.failure().map(IOException::getMessage).orElse("it is closed")
            : "it is closed";
    return reason.contains("Broken pipe")
        ? new WordsightException(ExitCode.CLOSED, "The reader of the results has gone.")
        : WordsightException.input(
            "Cannot write the results: "
                + reason
                + ". Free some space, or send standard output elsewhere.");
  }

  /** Control characters of quoted values are shown as escapes. */
  public void error(String text) {
    messages.println(Printable.lines(text));
    messages.flush();
  }
}
