package org.wordsight.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.QuickStart;
import org.wordsight.jobs.cluster.Command.Outcome;

/**
 * The whole pipeline with the demo's models on a standalone cluster. Two executors train together.
 * {@code submit/wordsight} submits the run with the shaded jar, as for a user.
 */
@Tag("cluster")
class TestCluster {
  /**
   * A stage in which an executor is killed.
   *
   * @param job the description of the jobs whose executors are meant; empty: any job; absent: any
   *     executor, since the stage's tasks are too short to be seen
   */
  private record Fatal(String stage, Optional<String> job) {
    Optional<String> executor(DriverPage page) {
      return job.isPresent() ? page.executorAtWork(job.get()) : page.executor();
    }
  }

  private static final List<Fatal> KILLED =
      List.of(
          new Fatal("generate", Optional.of("generate, wave 1")),
          new Fatal("curate", Optional.of("")),
          new Fatal("split", Optional.empty()),
          new Fatal("train", Optional.of("train student")),
          new Fatal("evaluate", Optional.of("evaluate")),
          new Fatal("report", Optional.of("")));

  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  @TempDir static Path folder;

  private static StandaloneCluster cluster;

  @BeforeAll
  static void startTheCluster() throws Exception {
    cluster = StandaloneCluster.start(folder);
  }

  @AfterAll
  static void endTheCluster() {
    if (cluster != null) {
      cluster.close();
    }
  }

  /** A small run: the demo's models, few questions and items. */
  private static String[] smallRun(String verb, Path out) throws IOException {
    return new String[] {
      verb,
      "--config",
      Path.of("../conf/demo.yaml").toRealPath().toString(),
      "--run-id",
      "small",
      "--set",
      "warehouse=" + out.resolve("warehouse"),
      "--set",
      "report.out=" + out.resolve("report"),
      "--set",
      "synthesis.groupSize=4",
      "--set",
      "split={train: 20, validation: 4, subsets: [20]}",
      "--set",
      "training.epochs=2",
      "--set",
      "training.batchSize=4",
      "--set",
      "training.checkpointEverySteps=2",
      "--set",
      "evaluation.limit=16",
      "--set",
      "evaluation.batchSize=4",
      "--conf",
      "spark.sql.shuffle.partitions=2"
    };
  }

  @Test
  void givesTheTablesOfOneJvmThoughAnExecutorIsKilledInEachStage() throws Exception {
    Path here = folder.resolve("here");
    Outcome one =
        Command.wordsight()
            .where("WORDSIGHT_JAVA_OPTIONS", QuickStart.LINE)
            .with(smallRun("run", here))
            .run(here.resolve("log"));
    assertThat(one.status()).as(one.all()).isZero();

    Path there = folder.resolve("there");
    DriverPage page = DriverPage.onAFreePort();
    Path log = there.resolve("log");
    Process run =
        page.open(cluster.wordsight(smallRun("run", there)).with("--workers", "2")).start(log);
    try {
      for (Fatal fatal : KILLED) {
        killAnExecutor(fatal, run, page, log);
        if (fatal.stage.equals("generate")) {
          refusesASecondRun(there);
        }
      }

      assertThat(run.waitFor(5, TimeUnit.MINUTES)).as(() -> said(log)).isTrue();
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }

    assertThat(run.exitValue()).as(() -> said(log) + cluster.executorLogs()).isZero();
    assertThat(there.resolve("report/report.html")).isNotEmptyFile();
    assertSameTables(there, here);
    assertThat(cluster.executorLogs())
        .as("executors log by our settings, as soon as the settings apply")
        .containsPattern("(?m)^\\d\\d:\\d\\d:\\d\\d [A-Z]+ ");
  }

  private static void assertSameTables(Path actual, Path expected) throws Exception {
    Map<String, List<String>> tables = TablesOfRun.of(actual.resolve("warehouse"));
    Map<String, List<String>> wanted = TablesOfRun.of(expected.resolve("warehouse"));
    assertThat(tables.keySet()).isEqualTo(wanted.keySet());
    assertThat(wanted.keySet())
        .contains("requests", "samples", "train_steps", "captions", "predictions", "comparisons");
    wanted.forEach((table, rows) -> assertThat(tables.get(table)).as(table).isEqualTo(rows));
  }

  private static void killAnExecutor(Fatal fatal, Process run, DriverPage page, Path log)
      throws Exception {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    boolean killed = false;
    while (!killed) {
      assertThat(run.isAlive() && System.nanoTime() < giveUp)
          .as(() -> "an executor of " + fatal.stage + "\n" + said(log))
          .isTrue();
      assertThat(said(log)).doesNotContain(fatal.stage + ": done");
      if (said(log).contains(fatal.stage + ": begins")) {
        Optional<String> executor = fatal.executor(page);
        killed = executor.isPresent() && cluster.killExecutor(executor.get());
      }

      // The page is read again and again, since no event reports the begin of a task.
      run.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static void refusesASecondRun(Path out) throws Exception {
    Outcome second =
        cluster.wordsight(smallRun("generate", out)).run(out.resolve("log-of-the-second"));
    assertThat(second.status()).as(second.all()).isEqualTo(7);
    assertThat(second.err()).contains("Cannot");
  }

  private static String said(Path log) {
    try {
      return Files.exists(log.resolve("err")) ? Files.readString(log.resolve("err")) : "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void saysWhereLibtorchIsMissing() throws Exception {
    Path out = folder.resolve("without-libtorch");
    Outcome outcome =
        cluster
            .wordsight(smallRun("generate", out))
            .where("WORDSIGHT_LIBTORCH", "installed")
            .run(out.resolve("log"));
    assertThat(outcome.status()).as(outcome.all()).isEqualTo(5);
    assertThat(outcome.err())
        .contains("Cannot load the native library of PyTorch on ")
        .contains("set PYTORCH_LIBRARY_PATH")
        .doesNotContain("\tat ");
  }

  @Test
  void passesTheExitStatusOfAMissingRunFileAndAMissingModel() throws Exception {
    Path out = folder.resolve("refused");
    Outcome misused =
        cluster.wordsight("run", "--config", "missing.yaml").run(out.resolve("log-1"));
    assertThat(misused.status()).as(misused.all()).isEqualTo(2);
    assertThat(misused.err()).contains("missing.yaml: it does not exist");

    List<String> arguments = new ArrayList<>(List.of(smallRun("check", out)));
    arguments.remove("--run-id");
    arguments.remove("small");
    arguments.addAll(List.of("--set", "models.student.path=missing"));
    Outcome input = cluster.wordsight(arguments.toArray(String[]::new)).run(out.resolve("log-2"));
    assertThat(input.status()).as(input.all()).isEqualTo(3);
    assertThat(input.err()).contains("Cannot load").contains("missing: there is no such folder");
  }
}
