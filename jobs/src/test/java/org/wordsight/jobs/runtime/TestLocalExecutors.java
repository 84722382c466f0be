package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.LocalSpark;

class TestLocalExecutors {
  private static final String FOLDER = "wordsight.executors";

  @TempDir Path temporary;

  private Path jar;
  private Path folder;

  @BeforeEach
  void prepareAsTheLauncherDoes() throws IOException {
    Path jars = Files.createDirectory(temporary.resolve("jars"));
    jar = Files.createFile(jars.resolve("one.jar"));
    folder = Files.createDirectory(temporary.resolve("executors"));
    Files.createFile(folder.resolve("RELEASE"));
    Files.createSymbolicLink(folder.resolve("jars"), jars);
    System.setProperty(FOLDER, folder.toString());
  }

  @AfterEach
  void forget() {
    System.clearProperty(FOLDER);
  }

  @Test
  void removesItsFolderAndNotTheJarsAfterASignal() {
    LocalExecutors.discard();
    assertThat(folder).doesNotExist();
    assertThat(jar).exists();
  }

  @Test
  void removesItsFolderAtAGoodEnd() throws IOException {
    Files.createDirectory(folder.resolve("work"));
    LocalExecutors.close(ExitCode.DONE.status(), LocalSpark.silent());
    assertThat(folder).doesNotExist();
    assertThat(jar).exists();
  }

  @Test
  void keepsTheLogsOfExecutorsAfterAFailure() throws IOException {
    Files.createDirectory(folder.resolve("work"));
    LocalExecutors.close(ExitCode.DEVICE.status(), LocalSpark.silent());
    assertThat(folder.resolve("work")).isDirectory();
  }

  @Test
  void removesNothingWhereTheLauncherPreparedNothing() {
    System.clearProperty(FOLDER);
    LocalExecutors.discard();
    assertThat(folder).isDirectory();
  }
}
