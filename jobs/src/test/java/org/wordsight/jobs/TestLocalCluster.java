package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.synthesis.ScriptedRemoteTeacher;
import org.wordsight.jobs.synthesis.ScriptedTeacher;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.WasteRow;

/** The command line on a cluster of two executor processes on this machine. */
class TestLocalCluster {
  private static final String MODULE_OPENING = "--add-opens=";

  @TempDir Path folder;

  @Test
  void writesQuestionsWithTwoExecutorProcesses() throws Exception {
    Path log = folder.resolve("log");
    Process driver =
        driver(
                "org.wordsight.jobs.Main",
                "generate",
                "--config",
                Path.of("../conf/demo.yaml").toRealPath().toString(),
                "--run-id",
                "cluster",
                "--set",
                "warehouse=" + folder.resolve("warehouse"),
                "--set",
                "synthesis.groupSize=2",
                "--set",
                "synthesis.maximumRequests=4",
                "--set",
                "split={train: 8, validation: 2, subsets: [8]}")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(driver.waitFor(10, TimeUnit.MINUTES)).as("the driver ends").isTrue();
    } finally {
      driver.destroyForcibly();
    }

    assertThat(driver.exitValue()).as(Files.readString(log)).isZero();
    Warehouse warehouse = Warehouse.at(folder.resolve("warehouse").toString(), Sessions.hadoop());
    assertThat(warehouse.state("cluster").map(RunState::published).orElseThrow())
        .contains("requests", "candidates", "rejected");
    assertThat(executorFolders()).as("executors that were at work").hasSize(2);
  }

  @Test
  void asksAgainOnlyTheRequestsInFlightOfADeadExecutor() throws Exception {
    ScriptedTeacher.write(folder);
    Path log = folder.resolve("log");
    Process driver =
        driver(
                GenerateProcess.class.getName(),
                folder.toString(),
                "halting",
                "20",
                "synthesis.examplesPerCall=2",
                "synthesis.maximumNewTokens=400",
                "split={train: 150, validation: 10, subsets: [150]}")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(driver.waitFor(10, TimeUnit.MINUTES)).as("the driver ends").isTrue();
    } finally {
      driver.destroyForcibly();
    }

    assertThat(driver.exitValue()).as(Files.readString(log)).isZero();
    assertThat(folder.resolve("halted")).as("an executor died").exists();
    List<String> asked = ScriptedRemoteTeacher.lines(folder, "asked");
    int again = asked.size() - new HashSet<>(asked).size();
    assertThat(again)
        .as("asked again: at most the requests in flight, and a segment that was not written")
        .isBetween(1, ScriptedRemoteTeacher.IN_FLIGHT + 64);
    try (Run run =
        LocalSpark.run(
            folder,
            "a",
            "synthesis.examplesPerCall=2",
            "synthesis.maximumNewTokens=400",
            "split={train: 150, validation: 10, subsets: [150]}")) {
      List<RequestRow> requests = run.records(RequestRow.TABLE);
      long wasted = run.records(WasteRow.TABLE).size();
      assertThat(requests).extracting(RequestRow::requestId).doesNotHaveDuplicates();
      assertThat((long) asked.size())
          .as("each call has its row")
          .isLessThanOrEqualTo(requests.size() + wasted);
    }
  }

  private ProcessBuilder driver(String main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (option.startsWith(MODULE_OPENING)) {
        command.add(option);
      }
    }

    command.addAll(QuickStart.OPTIONS);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-Dspark.master=local-cluster[2,1,1500]",
            "-Dspark.executor.extraClassPath=" + folders(),
            "-Dspark.executor.memory=1000m",
            "-Dspark.executor.extraJavaOptions=" + QuickStart.LINE,
            "-Dspark.sql.shuffle.partitions=2",
            "-cp",
            classPath(),
            main));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of(
                "SPARK_HOME",
                sparkHome().toString(),
                "SPARK_SCALA_VERSION",
                "2.12",
                "SPARK_LOCAL_DIRS",
                folder.resolve("local").toString()));
    return builder;
  }

  /**
   * A folder that Spark's worker accepts as an installation: it has the jars of this class path.
   */
  private Path sparkHome() throws IOException {
    Path home = folder.resolve("spark");
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    for (String entry : classPath().split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar")) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }

    return home;
  }

  private static String folders() {
    return List.of(classPath().split(File.pathSeparator)).stream()
        .filter(entry -> !entry.endsWith(".jar"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** The worker keeps a folder for each executor: {@code work/app-…/0}, {@code …/1}. */
  private List<String> executorFolders() throws IOException {
    try (var files = Files.walk(folder.resolve("spark"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("stderr"))
          .map(file -> file.getParent().getFileName().toString())
          .sorted()
          .toList();
    }
  }
}
