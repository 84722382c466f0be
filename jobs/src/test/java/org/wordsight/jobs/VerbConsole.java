package org.wordsight.jobs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.wordsight.jobs.runtime.Console;

/** Runs verbs, and keeps what the last one wrote. */
final class VerbConsole {
  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  /** Runs a verb and gives its exit status. */
  int execute(String... arguments) {
    results.reset();
    messages.reset();
    Console console =
        new Console(
            new PrintStream(results, true, StandardCharsets.UTF_8),
            new PrintStream(messages, true, StandardCharsets.UTF_8),
            false,
            false);
    return Main.execute(console, arguments);
  }

  /** Its standard output. */
  String results() {
    return results.toString(StandardCharsets.UTF_8);
  }

  /** Its standard error. */
  String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }
}
