package org.wordsight.jobs;

import java.util.Arrays;
import org.apache.spark.SparkUserAppException;
import org.wordsight.jobs.query.QueryText;
import org.wordsight.jobs.runtime.CodeVersion;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.ExecutorLogs;
import org.wordsight.jobs.runtime.LocalExecutors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line. Each verb is a class of its own; {@link CommonOptions} are the options of all.
 */
@Command(
    name = "wordsight",
    versionProvider = Main.Version.class,
    header = "Makes visual language models better decision makers with text alone.",
    description = "A verb's own help: wordsight VERB --help",
    subcommands = {
      DemoVerb.class,
      RunVerb.class,
      GenerateVerb.class,
      BatchVerb.class,
      CurateVerb.class,
      SplitVerb.class,
      TrainVerb.class,
      EvaluateVerb.class,
      ReportVerb.class,
      CheckVerb.class,
      ExportVerb.class,
      VerifyVerb.class,
      SqlVerb.class,
      RunsVerb.class,
      GcVerb.class,
      ServeScriptVerb.class,
      BenchVerb.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done",
      "1:a defect of ours (with a stack trace)",
      "2:the command line or the run file",
      "3:something that it names: a model, annotation, image, seeds; a folder not writable",
      "4:the teacher or the network",
      "5:the native library or the device",
      "6:the budget is reached",
      "7:another run holds the lock",
      "141:the reader of standard output has gone"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight demo                            the whole pipeline in miniature",
      "  wordsight check --config conf/demo.yaml   what a run would need and do",
      "  wordsight run --config conf/demo.yaml     every stage, skipping what is done",
      "  wordsight sql --config conf/demo.yaml 'SELECT * FROM accuracy'",
      "",
      "The launcher adds:",
      "  wordsight test                            every check and test of the repository",
      "  wordsight VERB ... --master URL [--deploy-mode MODE] [--conf KEY=VALUE]...",
      "                                            the same by spark-submit of SPARK_HOME"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("unused") // The options of the parsed command line.
  @Mixin
  private CommonOptions common;

  private Main() {}

  public static void main(String[] arguments) throws SparkUserAppException {
    ExecutorLogs.applyToDriver();
    Console console = Console.standard();
    Thread interrupted = new Thread(LocalExecutors::discard, "discard-executors");
    Runtime.getRuntime().addShutdownHook(interrupted);
    int status = execute(console, arguments);
    if (removed(interrupted)) {
      LocalExecutors.close(status, console);
    }
    end(status);
  }

  /** Whether this JVM is not ending by a signal, so that the hook is not needed any more. */
  private static boolean removed(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return false;
    }
  }

  /**
   * Ends this JVM with an exit status. Where YARN started the driver, its application master runs
   * in this JVM too. The application master reports a driver as failed if the driver exits,
   * whatever the status. It must therefore see the end of {@code main}.
   */
  private static void end(int status) throws SparkUserAppException {
    boolean inApplicationMaster =
        "yarn".equals(System.getProperty("spark.master"))
            && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    if (!inApplicationMaster) {
      System.exit(status);
    } else if (status != 0) {
      throw new SparkUserAppException(status);
    }
  }

  /** The command line with all its verbs. */
  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  /** Runs the command line and returns the exit status. */
  static int execute(Console console, String... arguments) {
    return CommandRun.execute(
        commandLine(),
        console,
        Failure::of,
        Arrays.stream(arguments).map(QueryText::asArgument).toArray(String[]::new));
  }

  /** A command line without a verb is refused. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing verb, expected one of " + String.join(", ", spec.subcommands().keySet()) + ".");
  }

  /** The text of {@code --version}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"wordsight " + CodeVersion.text()};
    }
  }
}
