package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;
import org.wordsight.train.StepLedger;

/** A process that trains a run's adapters. Tests kill it. */
final class TrainProcess {
  private TrainProcess() {}

  public static void main(String[] arguments) {
    String[] more = Arrays.copyOfRange(arguments, 1, arguments.length);
    try (Run run = StudentTraining.run(Path.of(arguments[0]), more)) {
      new TrainStage().run(run);
    }
    System.exit(0);
  }

  /** Starts a process of this kind, and kills it when it has recorded a step. */
  static void killAfterStep(Path folder, String adapter, int step, String... more)
      throws Exception {
    String steps;
    try (Run run = StudentTraining.run(folder, more)) {
      steps = run.workFolder("training/" + adapter) + "/steps";
    }
    Storage storage = LocalStorage.of(folder.resolve("warehouse"));
    Path watched = Files.createDirectories(Path.of(storage.location(steps)));
    List<String> command = GenerateProcess.java(TrainProcess.class);
    command.add(folder.toString());
    command.addAll(List.of(more));
    try (WatchService watch = watched.getFileSystem().newWatchService()) {
      watched.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(folder.resolve("log.txt").toFile())
              .start();
      try {
        while (StepLedger.lastStep(storage, steps) < step) {
          assertThat(process.isAlive()).as("the process goes on").isTrue();
          WatchKey key = watch.poll(5, TimeUnit.MINUTES);
          assertThat(key).as("a step within five minutes").isNotNull();
          key.pollEvents();
          key.reset();
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }
}
