package org.wordsight.jobs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.runtime.Console;

/** The command line inside this JVM. Results and messages are kept apart. */
abstract class CommandLineFixture {
  @TempDir Path folder;

  final ByteArrayOutputStream results = new ByteArrayOutputStream();
  final ByteArrayOutputStream messages = new ByteArrayOutputStream();

  @BeforeEach
  void useTwoSlots() {
    LocalSpark.session();
  }

  int execute(String... arguments) {
    Console console =
        new Console(
            new PrintStream(results, true, StandardCharsets.UTF_8),
            new PrintStream(messages, true, StandardCharsets.UTF_8),
            false,
            false);
    return Main.execute(console, arguments);
  }

  static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
