package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.wordsight.config.RunConfig;
import org.wordsight.config.TeacherConfig;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.synthesis.AskedModel;
import org.wordsight.jobs.synthesis.BatchFile;
import org.wordsight.jobs.synthesis.BatchLimits;
import org.wordsight.jobs.synthesis.BatchNotes;
import org.wordsight.jobs.synthesis.BatchReader;
import org.wordsight.jobs.synthesis.BatchReport;
import org.wordsight.jobs.synthesis.BatchWriter;
import org.wordsight.jobs.synthesis.CallLog;
import org.wordsight.jobs.synthesis.Calls;
import org.wordsight.jobs.synthesis.FanOut;
import org.wordsight.jobs.synthesis.FanOut.Missing;
import org.wordsight.jobs.synthesis.Judging;
import org.wordsight.jobs.synthesis.RequestPlan;
import org.wordsight.jobs.synthesis.SynthesisInputs;
import org.wordsight.jobs.synthesis.Teachers;
import org.wordsight.money.Dollars;
import org.wordsight.teacher.openai.BatchFormat;
import org.wordsight.teacher.openai.OpenAiTeacher;

/**
 * Asks a run's teacher by files that a person carries to the provider and back. It uses the plan,
 * the log and the budget of {@code generate}.
 */
final class BatchWork {
  /**
   * The treatment of requests that are in files of an earlier batch, whose results are not read.
   */
  enum UnreadResults {
    REFUSED,
    /** The requests are written again. A request that is answered twice is paid twice. */
    WRITTEN_AGAIN
  }

  private final Run run;
  private final JavaSparkContext spark;
  private final BatchNotes notes;
  private final BatchFormat format;
  private final CallLog log;
  private final RequestPlan plan;
  private final FanOut fanOut;
  private final PlannedWaves waves;
  private Optional<Missing> missing = Optional.empty();

  BatchWork(Run run) {
    this.run = run;
    this.spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
    this.notes = BatchNotes.of(run);
    OpenAiTeacher teacher = teacher(run.config());
    this.format = BatchFormat.of(teacher, System::getenv);
    SynthesisInputs inputs = SynthesisInputs.read(run.config(), teacher);
    this.log = CallLog.of(run);
    this.plan = new RequestPlan(run, inputs);
    this.fanOut = new FanOut(run, spark, teacher, AskedModel.TEACHER, log, Calls.FORBIDDEN);
    this.waves =
        new PlannedWaves(
            run,
            spark,
            inputs,
            log,
            plan,
            Teachers.judge(run.config())
                .map(judge -> new Judging(run, spark, judge, log, Calls.ALLOWED)));
  }

  /**
   * The run's teacher, which must take batch files.
   *
   * @throws WordsightException exit code 2 where the teacher is of another kind
   */
  static OpenAiTeacher teacher(RunConfig config) {
    if (config.teacher() instanceof TeacherConfig.OpenAi openAi) {
      return Teachers.openAi(openAi);
    }
    throw WordsightException.usage(
        "Cannot ask by batch files: teacher.kind is %s, expected openai. Run generate: it asks a teacher in process."
            .formatted(config.teacher().kind().name().toLowerCase(Locale.ROOT)));
  }

  /**
   * Writes those requests of the next wave that the log lacks. Without such requests, nothing is
   * written.
   *
   * @throws WordsightException exit code 6 where the requests could cost more than the budget; 2
   *     where results of some of them must be read first
   */
  void write(Path out, BatchLimits limits, UnreadResults unread) {
    follow();
    if (missing.isEmpty()) {
      run.console()
          .message("batch: the log holds all answers of the plan; generate makes tables of them.");
      return;
    }

    BatchWriter writer = new BatchWriter(format, limits);
    long worst = writer.requireBudget(missing.get(), run.config().synthesis().budgetMicrodollars());
    switch (unread) {
      case REFUSED -> notes.requireNoneToCome(missing.get());
      case WRITTEN_AGAIN -> {}
    }
    List<BatchFile> files = write(writer, out);
    files.forEach(file -> run.console().result(out.resolve(file.name()).toString()));
    run.console()
        .message(
            "batch: wave %d: %,d requests in %d files; they cost at most %s, and %s is spent. Read the results of all before you write the next."
                .formatted(
                    missing.get().wave().wave().number() + 1,
                    missing.get().groups().size(),
                    files.size(),
                    Dollars.text(worst),
                    Dollars.text(missing.get().spentMicrodollars())));
  }

  private List<BatchFile> write(BatchWriter writer, Path out) {
    ExportFolder folder = ExportFolder.make(out, "write a batch to");
    boolean finished = false;
    try {
      List<BatchFile> files = writer.write(missing.get(), folder.unfinished());
      notes.written(missing.get(), folder::finish);
      finished = true;
      return files;
    } catch (IOException e) {
      throw folder.cannotWrite(e);
    } finally {
      if (!finished) {
        folder.discard();
      }
    }
  }

  /**
   * Reads files of results.
   *
   * @throws WordsightException exit code 3 where some results cannot be used; the others are logged
   */
  void read(List<Path> files) {
    follow();
    BatchReader reader = new BatchReader(run, spark, log, format, plan.waves());
    List<String> problems = new ArrayList<>();
    for (Path file : files) {
      try {
        BatchReport report = reader.read(file);
        run.console().message(report.text());
        report.problem().ifPresent(problems::add);
      } catch (IOException e) {
        problems.add(file + ": " + IoReason.of(e));
      }
    }
    if (!problems.isEmpty()) {
      throw WordsightException.input(
          "Cannot use all results: %s. The others are in the log. Download the file again, or name its run with --run-id."
              .formatted(String.join("; ", problems)));
    }
  }

  /**
   * Makes sure that a file of results exists.
   *
   * @throws WordsightException exit code 3 where it does not
   */
  static void requireFile(Path file) {
    if (!Files.isRegularFile(file)) {
      throw WordsightException.input(
          "Cannot read results: %s %s, expected a file of results. Correct the path."
              .formatted(file, Files.exists(file) ? "is no file" : "does not exist"));
    }
  }

  /** Goes to the wave that lacks answers. */
  private void follow() {
    waves.follow(
        wave -> {
          missing = fanOut.missing(plan, wave);
          return missing.isEmpty();
        });
  }
}
