package org.wordsight.jobs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.synthesis.Calls;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code demo}: runs the embedded run file, with results in a folder of the user's choice. */
@Command(
    name = "demo",
    header = "Runs the whole pipeline in miniature: no GPU, no download.",
    description = "Run again on the same folder, it continues.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight demo",
      "  wordsight demo --out /tmp/demo",
      "  wordsight demo --control            adds an adapter trained on shuffled answers",
      "  wordsight demo --workers 2          trains in two processes, with the same adapters"
    })
final class DemoVerb implements Runnable {
  @Mixin private CommonOptions common;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "wordsight-demo",
      description = "Where the tables and the report go (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Option(
      names = "--control",
      description = "Add an adapter trained on shuffled answers: it must not rise.")
  private boolean control;

  @Mixin private WorkersOption workers;
  @Mixin private RunDeviceOption device;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of conf/demo.yaml; the value is YAML. Can be repeated.")
  private List<String> overrides = new ArrayList<>();

  @Override
  public void run() {
    Console console = common.console();
    RunFile file = runFile();
    Pipeline.run(file, new RunId.Named("demo"), console, Calls.ALLOWED);
  }

  private RunFile runFile() {
    Path home = Path.of(System.getProperty("wordsight.home", ""));
    Path demo = home.resolve("conf/demo.yaml");
    if (!Files.exists(demo)) {
      throw WordsightException.usage(
          "Cannot find the demo's run file "
              + demo.toAbsolutePath()
              + ". Start it with submit/wordsight of a whole clone.");
    }

    Path place = out.toAbsolutePath().normalize();
    List<String> all = new ArrayList<>(overrides);
    all.addAll(workers.overrides());
    all.addAll(device.overrides());
    all.add("warehouse=" + quoted(place.resolve("warehouse")));
    all.add("report.out=" + quoted(place.resolve("report")));
    all.add("training.shuffledControl=" + control);
    return RunFile.load(demo, all);
  }

  /** The path as a YAML text, whatever characters it has. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
