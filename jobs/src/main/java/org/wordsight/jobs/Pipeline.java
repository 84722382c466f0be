package org.wordsight.jobs;

import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.jobs.inspection.ClusterDriver;
import org.wordsight.jobs.inspection.Inspection;
import org.wordsight.jobs.inspection.LocalDevice;
import org.wordsight.jobs.inspection.MemoryNeeds;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Durations;
import org.wordsight.jobs.runtime.Held;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunId;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.training.WorkerSettings;

/**
 * The stages of the paper, in their order. Each stage reads published tables and publishes others.
 * A stage that is done is skipped. A stage that was cut off continues from its own log.
 */
final class Pipeline {
  /** A stage, named by its verb. */
  record Stage(String verb, BiConsumer<Run, Calls> work) {}

  static final List<Stage> STAGES =
      List.of(
          new Stage("generate", (run, calls) -> new GenerateStage(calls).run(run)),
          new Stage("curate", (run, calls) -> new CurateStage().run(run)),
          new Stage("split", (run, calls) -> new SplitStage().run(run)),
          new Stage("train", (run, calls) -> new TrainStage().run(run)),
          new Stage("evaluate", (run, calls) -> new EvaluateStage().run(run)),
          new Stage("report", (run, calls) -> new ReportStage().run(run)));

  static final String WITH_CONTROL = "with control";

  private Pipeline() {}

  /**
   * Runs every stage that is not done. Everything that a later stage needs is checked before the
   * first stage starts.
   *
   * @param calls whether the teacher may be asked; if not, all stages are done again from the
   *     logged answers
   */
  static void run(RunFile file, RunId runId, Console console, Calls calls) {
    Inspection inspection = Inspection.of(file, runId);
    inspection.throwIfWrong();
    inspection.warnings().forEach(warning -> console.message("warning: " + warning));
    run(file, runId, console, calls, STAGES);
  }

  /** Runs one stage, if it is not done. */
  static void run(RunFile file, RunId runId, Console console, Calls calls, String verb) {
    run(file, runId, console, calls, List.of(STAGES.get(position(verb))));
  }

  private static void run(
      RunFile file, RunId runId, Console console, Calls calls, List<Stage> stages) {
    List<String> verbs = stages.stream().map(Stage::verb).toList();
    work(
        file,
        runId,
        console,
        verbs,
        run -> {
          for (Stage stage : stages) {
            step(run, stage, calls);
          }
        });
  }

  /**
   * Begins or continues a run, and works on it.
   *
   * @param verbs the stages whose memory is needed
   */
  static void work(
      RunFile file, RunId runId, Console console, List<String> verbs, Consumer<Run> work) {
    int workers = verbs.contains("train") ? file.config().training().computation().workers() : 1;
    SparkConf intended = Sessions.settings(workers);
    ClusterDriver.requireLastingPlaces(file.config(), intended);
    WorkerSettings.require(intended, workers);
    LocalDevice device = LocalDevice.of(file.config(), intended);
    device.require(verbs);
    try (SparkSession spark =
            Sessions.open(
                workers,
                device.settings(),
                settings -> MemoryNeeds.of(file.config(), verbs, settings));
        Run run = Run.open(file, runId, spark, console)) {
      console.message(
          "Run "
              + run.id()
              + " in warehouse "
              + run.warehouse()
              + device.described().map(where -> ", on " + where).orElse(""));
      sayWhatIsComputedOtherwise(file, run);
      try {
        work.accept(run);
      } catch (Throwable e) {
        run.leaveFailed(e);
        throw e;
      } finally {
        Held.here().release();
      }

      run.leave(statusOf(run));
    }
  }

  private static void sayWhatIsComputedOtherwise(RunFile file, Run run) {
    List<String> changes = file.computesOtherwise(run.state().config());
    if (!changes.isEmpty()) {
      run.console()
          .message(
              "Run "
                  + run.id()
                  + " goes on with other settings of the way in which it is computed: "
                  + String.join(", ", changes));
    }
  }

  private static void step(Run run, Stage stage, Calls calls) {
    String key = key(run.config(), stage.verb);
    // The report of a finished run is written again, to show its numbers.
    boolean again =
        stage.verb.equals("report") || (stage.verb.equals("generate") && calls == Calls.FORBIDDEN);
    if (isDone(run.state(), stage.verb, key) && !again) {
      run.console().message(stage.verb + ": done before, skipped");
      return;
    }

    long startNanos = System.nanoTime();
    run.console().message(stage.verb + ": begins");
    run.stage(stage.verb, key, () -> stage.work.accept(run, calls));
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    run.console().message(stage.verb + ": done in " + Durations.words(took));
  }

  /**
   * Whether the stage ended after every stage before it, and did all that is asked for now. A stage
   * that ran with the control has also done the work that is asked for without the control.
   */
  static boolean isDone(RunState state, String verb, String key) {
    List<String> finished =
        state.stages().stream()
            .filter(RunState.StageState::finished)
            .map(RunState.StageState::name)
            .toList();
    int own = finished.indexOf(verb);
    boolean asked =
        state
            .stage(verb)
            .map(RunState.StageState::key)
            .filter(done -> done.equals(key) || done.equals(WITH_CONTROL))
            .isPresent();
    return own >= 0
        && asked
        && STAGES.subList(0, position(verb)).stream()
            .allMatch(earlier -> finished.indexOf(earlier.verb) < own);
  }

  private static RunState.Status statusOf(Run run) {
    boolean all =
        STAGES.stream()
            .allMatch(stage -> isDone(run.state(), stage.verb, key(run.config(), stage.verb)));
    return all ? RunState.Status.DONE : RunState.Status.UNFINISHED;
  }

  /** The part of the stage's work that is not in the run's identity: the control adapter. */
  static String key(RunConfig config, String verb) {
    boolean seesAdapters = List.of("train", "evaluate", "report").contains(verb);
    return seesAdapters && config.training().shuffledControl() ? WITH_CONTROL : "";
  }

  private static int position(String verb) {
    for (int i = 0; i < STAGES.size(); i++) {
      if (STAGES.get(i).verb.equals(verb)) {
        return i;
      }
    }

    throw new IllegalArgumentException(verb);
  }
}
