package org.wordsight.jobs.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Where a person reads: results on standard output, everything else on standard error.
 *
 * @param results standard output
 * @param messages standard error
 * @param quiet whether messages and progress are left out; results and errors never are
 * @param terminal whether standard error is a terminal that one live line can be drawn on
 */
public record Console(PrintStream results, PrintStream messages, boolean quiet, boolean terminal) {
  /**
   * The process's own streams, in UTF-8 whatever the locale; the launcher says in
   * WORDSIGHT_TERMINAL what they lead to.
   */
  public static Console standard() {
    return new Console(
        utf8(FileDescriptor.out),
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

  public void message(String text) {
    if (!quiet) {
      messages.println(text);
      messages.flush();
    }
  }

  public void result(String text) {
    results.println(text);
    results.flush();
  }

  public void error(String text) {
    messages.println(text);
    messages.flush();
  }
}
