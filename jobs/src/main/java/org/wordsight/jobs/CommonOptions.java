package org.wordsight.jobs;

import org.wordsight.jobs.runtime.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of every verb. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class CommonOptions {
  @Option(names = "--quiet", description = "Print results and errors only.")
  private boolean quiet;

  @SuppressWarnings("unused") // Main reads this from the parsed command line, since the
  // option may come before the verb.
  @Option(names = "--stacktrace", description = "Show the stack trace of an error.")
  private boolean stackTrace;

  private Console console = Console.standard();

  void use(Console newConsole) {
    console = newConsole;
  }

  Console console() {
    return quiet ? console.quietly() : console;
  }
}
