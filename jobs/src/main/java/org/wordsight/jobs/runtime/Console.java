package org.wordsight.jobs.runtime;

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
  /** The process's own streams; the launcher says in WORDSIGHT_TERMINAL what they lead to. */
  public static Console standard() {
    return new Console(
        System.out, System.err, false, "1".equals(System.getenv("WORDSIGHT_TERMINAL")));
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
