package org.wordsight.jobs;

import org.wordsight.jobs.runtime.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The verbs that need neither Spark nor Hadoop. A machine that only tries a model or a GPU runs
 * these verbs with a few jars. {@link Main} has the same verbs.
 */
@Command(
    name = "wordsight",
    versionProvider = Main.Version.class,
    header = "Compares a model with a reference, and measures it.",
    subcommands = {VerifyVerb.class, BenchVerb.class})
public final class ModelMain implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("unused") // The options of the parsed command line.
  @Mixin
  private CommonOptions common;

  private ModelMain() {}

  public static void main(String[] arguments) {
    System.exit(execute(Console.standard(), arguments));
  }

  /** Runs the command line and returns the exit status. */
  static int execute(Console console, String... arguments) {
    return CommandRun.execute(
        new CommandLine(new ModelMain()), console, Failure::withoutSpark, arguments);
  }

  /** A command line without a verb is refused. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing verb, expected one of " + String.join(", ", spec.subcommands().keySet()) + ".");
  }
}
