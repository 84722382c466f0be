package org.wordsight.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.function.Function;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.runtime.Console;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One run of a command line: its console, its messages and its exit status. */
final class CommandRun {
  /** The columns of help where no terminal says how many it has. */
  private static final int HELP_WIDTH = 100;

  private CommandRun() {}

  /**
   * Runs the command line and returns the exit status.
   *
   * @param explained turns an exception that ended the verb into an explanation
   */
  static int execute(
      CommandLine commandLine,
      Console console,
      Function<Throwable, Failure> explained,
      String... arguments) {
    commandLine.setOut(new PrintWriter(console.results(), true, UTF_8));
    commandLine.setErr(new PrintWriter(console.messages(), true, UTF_8));
    commandLine.setUsageHelpWidth(HELP_WIDTH);
    commandLine.registerConverter(Long.class, CommandRun::wholeNumber);
    commandLine.registerConverter(long.class, CommandRun::wholeNumber);
    commandLine.registerConverter(Integer.class, CommandRun::smallNumber);
    commandLine.registerConverter(int.class, CommandRun::smallNumber);
    commandLine.setParameterExceptionHandler(CommandRun::misused);
    commandLine.setExecutionStrategy(
        parsed -> {
          give(console, parsed);
          return new CommandLine.RunLast().execute(parsed);
        });
    commandLine.setExecutionExceptionHandler(
        (exception, verb, parsed) ->
            explained.apply(exception).report(console, asksForStackTrace(parsed)));
    return commandLine.execute(arguments);
  }

  private static boolean asksForStackTrace(ParseResult parsed) {
    return parsed.hasMatchedOption("--stacktrace") || verb(parsed).hasMatchedOption("--stacktrace");
  }

  private static ParseResult verb(ParseResult parsed) {
    return parsed.hasSubcommand() ? verb(parsed.subcommand()) : parsed;
  }

  /** Hands the console to the chosen verb. */
  private static void give(Console console, ParseResult parsed) {
    ParseResult verb = verb(parsed);

    for (Object mixin :
        verb.commandSpec().mixins().values().stream().map(CommandSpec::userObject).toList()) {
      if (mixin instanceof CommonOptions options) {
        options.use(console);
      }
    }
  }

  private static String explained(ParameterException exception) {
    return exception instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
        ? "Cannot read the command line: '%s' is not known here. Correct it, or put a text with spaces into quotes."
            .formatted(String.join(" ", unmatched.getUnmatched()))
        : exception.getMessage();
  }

  private static long wholeNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "', expected a whole number");
    }
  }

  private static int smallNumber(String text) {
    long number = wholeNumber(text);
    if (number != (int) number) {
      throw new TypeConversionException("'" + text + "', expected a smaller number");
    }
    return (int) number;
  }

  private static int misused(ParameterException exception, String[] arguments) {
    CommandLine verb = exception.getCommandLine();
    verb.getErr().println(explained(exception));
    UnmatchedArgumentException.printSuggestions(exception, verb.getErr());
    verb.getErr().println("See: " + verb.getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE.status();
  }
}
