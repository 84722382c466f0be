package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.storage.LocalFiles;

class TestSessions {
  private static final String THREADS = "spark.executorEnv.OMP_NUM_THREADS";

  private static final String OF_EVERY_SESSION = DriverCalls.class.getName();

  private final Map<String, String> before = new HashMap<>();

  private void set(String key, String value) {
    before.put(key, System.getProperty(key));
    System.setProperty(key, value);
  }

  @AfterEach
  void restore() {
    before.forEach(
        (key, value) -> {
          if (value == null) {
            System.clearProperty(key);
          } else {
            System.setProperty(key, value);
          }
        });
  }

  @Test
  void hasTheDefaultsThatComeWithTheJar() {
    set("spark.master", "local[2]");
    assertThat(Sessions.settings().get("spark.barrier.sync.timeout")).isEqualTo("600");
  }

  @Test
  void setsNothingForExecutorsInOneJvm() {
    set("spark.master", "local[2]");
    SparkConf settings = Sessions.settings();
    assertThat(Sessions.hasExecutors(settings)).isFalse();
    assertThat(settings.get("spark.plugins")).isEqualTo(OF_EVERY_SESSION);
    assertThat(settings.contains(THREADS)).isFalse();
    assertThat(settings.get("spark.driver.host")).isEqualTo("127.0.0.1");
  }

  @Test
  void setsPermissionsOfFilesWithoutAnotherProgramWhereEverythingIsInOneJvm() {
    set("spark.master", "local[2]");
    assertThat(Sessions.hadoop().get("fs.file.impl")).isEqualTo(LocalFiles.class.getName());

    set("spark.master", "spark://host:7077");
    assertThat(Sessions.settings().contains("spark.hadoop.fs.file.impl")).isFalse();
  }

  @Test
  void givesExecutorsLogSettingsBesideOtherPlugins() {
    set("spark.master", "spark://host:7077");
    set("spark.plugins", "other.Plugin");
    SparkConf settings = Sessions.settings();
    assertThat(Sessions.hasExecutors(settings)).isTrue();
    assertThat(settings.get("spark.plugins"))
        .isEqualTo("other.Plugin,org.wordsight.jobs.runtime.ExecutorLogs," + OF_EVERY_SESSION);
    assertThat(settings.contains("spark.driver.host")).isFalse();
  }

  @Test
  void givesProductsTheCoresOfTheirExecutor() {
    set("spark.master", "spark://host:7077");
    assertThat(Sessions.settings().contains(THREADS)).isFalse();
    set("spark.executor.cores", "6");
    assertThat(Sessions.settings().get(THREADS)).isEqualTo("6");
    set(THREADS, "2");
    assertThat(Sessions.settings().get(THREADS)).isEqualTo("2");
  }

  @Test
  void knowsThatYarnGivesAnExecutorOneCore() {
    set("spark.master", "yarn");
    assertThat(Sessions.settings().get(THREADS)).isEqualTo("1");
  }

  @Test
  void startsAProcessForEachWorkerWhereNoMasterIsNamed() {
    set("spark.master", "");
    System.clearProperty("spark.master");
    SparkConf settings = Sessions.settings(2);
    assertThat(settings.get("spark.master")).matches("local-cluster\\[2,\\d+,1024]");
    assertThat(Sessions.hasExecutors(settings)).isTrue();
    assertThat(Sessions.usesThisMachineAlone(settings)).isTrue();
    assertThat(settings.get(THREADS)).isEqualTo(settings.get("spark.executor.cores"));
    assertThat(Sessions.settings(1).get("spark.master")).isEqualTo("local[*]");

    set("spark.master", "local[2]");
    assertThat(Sessions.settings(2).get("spark.master")).isEqualTo("local[2]");
  }

  @Test
  void refusesToStartProcessesThatTheLauncherHasNotPrepared() {
    set("spark.master", "");
    System.clearProperty("spark.master");
    assertThatThrownBy(() -> Sessions.open(2, Map.of(), settings -> Optional.empty()))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot start 2 executor processes: the property wordsight.executors is \"\", expected"
                + " a folder with Spark's jars. Start with submit/wordsight, name a cluster with"
                + " --master, or set training.workers to 1.");
  }

  @Test
  void refusesAMasterThatSparkCannotRead() {
    for (String master : List.of("local[x]", "host:7077", "local[", "yarn-client")) {
      set("spark.master", master);
      assertThatThrownBy(Sessions::settings)
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessage(
              "Cannot start Spark: the master is "
                  + master
                  + ", expected local[N], spark://HOST:PORT, yarn or k8s://URL. Correct --master, or"
                  + " leave it out to run on this machine.");
    }
  }

  @Test
  void acceptsTheMastersOfSpark() {
    for (String master :
        List.of(
            "local", "local[*]", "local[4,3]", "local-cluster[2, 1, 1024]", "k8s://https://h")) {
      set("spark.master", master);
      assertThat(Sessions.settings().get("spark.master")).isEqualTo(master);
    }
  }

  @Test
  void refusesFoldersForTemporaryFilesThatCannotBeMade(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    set("spark.master", "local[2]");
    set("spark.local.dir", file + "," + file.resolve("inside"));
    assertThatThrownBy(Sessions::open)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot start Spark: its folders for temporary files are [%s, %s], expected one that can be written to. Correct SPARK_LOCAL_DIRS, spark.local.dir or TMPDIR."
                .formatted(file, file.resolve("inside")));
  }

  @Test
  void refusesASettingOfSqlThatSparkCannotRead() {
    LocalSpark.session().close();
    set("spark.master", "local[2]");
    set("spark.sql.shuffle.partitions", "many");
    assertThatThrownBy(Sessions::open)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot start Spark: spark.sql.shuffle.partitions should be int, but was many. Correct"
                + " the setting (--conf).");
  }

  @Test
  void refusesASettingThatSparkCannotRead() {
    // Spark would ignore the settings and return a session that is already open.
    LocalSpark.session().close();
    set("spark.master", "local[2]");
    set("spark.driver.maxResultSize", "many");
    assertThatThrownBy(Sessions::open)
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("Cannot start Spark: ")
        .hasMessageContaining("many")
        .hasMessageEndingWith(" Correct the setting (--conf).");
  }

  @Test
  void refusesSpeculation() {
    set("spark.speculation", "true");
    assertThatThrownBy(Sessions::settings)
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot start: spark.speculation is true, expected false. A second copy of a slow"
                + " task would ask the teacher twice; leave it out of the Spark settings.");
  }
}
