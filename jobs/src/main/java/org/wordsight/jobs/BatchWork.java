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
 * Asks a run's teacher by files that a person carries to the provider and back. The plan, the log
 * and the money are those of {@code generate}.
 */
final class BatchWork {
  /** What is done about requests whose results of an earlier batch are not read. */
  enum UnreadResults {
    REFUSED,
    /** They are written once more; what is answered twice is paid twice. */
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
    this.fanOut = new FanOut(run, spark, teacher, "wave", log, Calls.FORBIDDEN);
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
   * The teacher, which must be one that takes files.
   *
   * @throws WordsightException exit code 2 where it is another
   */
  static OpenAiTeacher teacher(RunConfig config) {
    if (config.teacher() instanceof TeacherConfig.OpenAi openAi) {
      return Teachers.openAi(openAi);
    }
    throw WordsightException.usage(
        "Cannot ask by batch files: teacher.kind is %s, expected openai. A teacher in process is asked by generate."
            .formatted(config.teacher().kind().name().toLowerCase(Locale.ROOT)));
  }

  /**
   * Writes the requests that the log lacks of the next wave. Nothing is written where there are
   * none.
   *
   * @throws WordsightException exit code 6 where they could cost more than the budget, 2 where some
   *     are in files whose results are to be read first
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
   * @throws WordsightException exit code 3 where a part of them cannot be used; the rest is logged
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
   * Makes sure that a file of results is there.
   *
   * @throws WordsightException exit code 3 where it is not
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
