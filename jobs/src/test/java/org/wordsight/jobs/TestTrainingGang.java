package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;
import org.wordsight.train.StepLedger;

/**
 * Workers in processes of their own train the same adapter as one worker, to the bit. Any of them
 * may be killed.
 */
class TestTrainingGang {
  private static final String ADAPTER = "student-self-24";
  private static final int STEPS = 42;
  private static final String[] SETTINGS = {
    "split={train: 24, validation: 4, subsets: [24], seed: 1}",
    "training.logicalShards=4",
    "training.epochs=7",
    "training.checkpointEverySteps=15",
    "training.replacementSeconds=20",
    "training.workerTimeoutSeconds=3"
  };

  private static final Pattern GOING_ON = Pattern.compile("; going on after step (\\d+) with ");

  @TempDir private static Path folder;

  private static LocalExecutorHome home;
  private static StudentTraining.Outcome expected;

  @BeforeAll
  static void trainWithOneWorker() throws Exception {
    home = LocalExecutorHome.make(folder.resolve("spark"));
    expected = StudentTraining.train(withSamples("one"), SETTINGS);
    assertThat(expected.steps()).hasSize(STEPS);
  }

  private static Path withSamples(String name) throws Exception {
    Path place = Files.createDirectory(folder.resolve(name));
    StudentTraining.publish(place, StudentTraining.samples(), SETTINGS);
    return place;
  }

  private static Process train(Path place, int workers) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(place.toString()));
    arguments.addAll(List.of(StudentTraining.OVERRIDES));
    arguments.addAll(List.of(SETTINGS));
    arguments.add("training.workers=" + workers);
    return home.driver(workers, GangProcess.class, arguments.toArray(String[]::new))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(place.resolve("log.txt").toFile()))
        .start();
  }

  @Test
  void givesTheSameBitsDespiteAKilledExecutorAKilledDriverAndAPausedWorker() throws Exception {
    Path place = withSamples("killed");
    long started = System.nanoTime();
    Process first = train(place, 3);
    try {
      awaitStep(place, 1, first);
      double fresh = secondsSince(started);
      awaitStep(place, 5, first);
      long killed = System.nanoTime();
      LocalExecutorHome.executors(first).get(0).destroyForcibly();
      awaitStep(place, awaitRestart(place, first) + 1, first);
      report(fresh, secondsSince(killed));
      awaitStep(place, 17, first);
    } finally {
      end(first);
    }
    assertThat(log(place))
        .containsPattern(
            "train "
                + ADAPTER
                + ": worker \\d \\(executor \\d on \\S+\\) was lost .*; going on"
                + " after step \\d+ with [23] of 3 workers");

    int reached = lastStep(place);
    Process second = train(place, 2);
    try {
      awaitStep(place, reached + 1, second);
      standStill(LocalExecutorHome.executors(second).get(1));
      assertThat(second.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
      assertThat(second.exitValue()).as(log(place)).isZero();
    } finally {
      end(second);
    }
    assertThat(log(place))
        .contains("sent nothing for 3 s while step ")
        .containsPattern(
            "worker \\d \\(executor \\d on \\S+\\) does not answer, and its executor is");
    StudentTraining.Outcome trained = StudentTraining.read(place, SETTINGS);
    assertThat(trained.hashes()).isEqualTo(expected.hashes());
    assertThat(trained.withoutTimes()).isEqualTo(expected.withoutTimes());
    assertThat(trained.steps())
        .as("the steps since the last checkpoint are repeated, and few others")
        .filteredOn(row -> row.step().attempt() > 1)
        .hasSizeBetween(1, 15);
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /** The step after which the workers go on without the lost one. */
  private static int awaitRestart(Path place, Process driver) throws Exception {
    try (WatchService watch = place.getFileSystem().newWatchService()) {
      place.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
      while (true) {
        Matcher goingOn = GOING_ON.matcher(log(place));
        if (goingOn.find()) {
          return Integer.parseInt(goingOn.group(1));
        }
        awaitChange(watch, place, driver);
      }
    }
  }

  /**
   * @param fresh from the start of the driver to the first step's record
   * @param restart from the end of an executor to the next step's record
   */
  private static void report(double fresh, double restart) throws Exception {
    String text =
        String.format(
            Locale.ROOT,
            "3 workers, demo's student: first step %.1f s after a fresh start; next step %.1f s after an executor was killed%n",
            fresh,
            restart);
    Files.writeString(Path.of("target", "restart-after-kill.txt"), text);
  }

  private static void standStill(ProcessHandle process) throws Exception {
    int status =
        new ProcessBuilder("kill", "-STOP", Long.toString(process.pid())).start().waitFor();
    assertThat(status).isZero();
  }

  private static void end(Process driver) throws Exception {
    List<ProcessHandle> executors = LocalExecutorHome.executors(driver);
    driver.destroyForcibly().waitFor();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  private static String log(Path place) throws Exception {
    return Files.readString(place.resolve("log.txt"));
  }

  /** The folder of the step records in the warehouse. */
  private static String steps() {
    try (Run run = StudentTraining.run(folder.resolve("one"), SETTINGS)) {
      return run.workFolder("training/" + ADAPTER) + "/steps";
    }
  }

  private static int lastStep(Path place) {
    return StepLedger.lastStep(LocalStorage.of(place.resolve("warehouse")), steps());
  }

  private static void awaitStep(Path place, int step, Process driver) throws Exception {
    Storage storage = LocalStorage.of(place.resolve("warehouse"));
    String steps = steps();
    Path watched = Files.createDirectories(Path.of(storage.location(steps)));
    try (WatchService watch = watched.getFileSystem().newWatchService()) {
      watched.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (StepLedger.lastStep(storage, steps) < step) {
        awaitChange(watch, place, driver);
      }
    }
  }

  private static void awaitChange(WatchService watch, Path place, Process driver) throws Exception {
    assertThat(driver.isAlive()).as("the driver goes on: %s", log(place)).isTrue();
    WatchKey key = watch.poll(2, TimeUnit.SECONDS);
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }
}
