package org.wordsight.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.cluster.Command.Outcome;

/**
 * The launcher's messages, and its arguments to spark-submit. Here, spark-submit is a script that
 * prints its arguments.
 */
class TestLauncher {
  private static final String STANDALONE = "spark://host:7077";

  @TempDir Path folder;

  private Path clone;
  private Path spark;

  @BeforeEach
  void makeACloneAndASpark() throws IOException {
    clone = cloneAt("clone");
    spark = folder.resolve("spark");
    write(spark.resolve("jars/spark-core_2.12-3.5.8.jar"), "");
    script(spark.resolve("bin/spark-submit"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
  }

  private Path cloneAt(String name) throws IOException {
    Path home = folder.resolve(name);
    script(home.resolve("submit/wordsight"), Files.readString(Path.of("../submit/wordsight")));
    write(home.resolve("pom.xml"), "");
    write(home.resolve("jobs/target/wordsight-jobs-1-cluster.jar"), "");
    write(home.resolve("jobs/target/lib/pytorch-native-cpu-1-linux-x86_64.jar"), "");
    return home;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void script(Path file, String text) throws IOException {
    write(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome run(String... arguments) throws Exception {
    return run(Command.of(clone).where("SPARK_HOME", spark.toString()), arguments);
  }

  private Outcome run(Command command, String... arguments) throws Exception {
    return command.with(arguments).run(folder.resolve("log"));
  }

  private List<String> submitted(String... arguments) throws Exception {
    Outcome outcome = run(arguments);
    assertThat(outcome.status()).as(outcome.all()).isZero();
    return outcome.out().lines().toList();
  }

  @Test
  void sendsTheJarAndLibtorch() throws Exception {
    List<String> words = submitted("run", "--config", "run.yaml", "--master", STANDALONE);
    assertThat(words)
        .containsSequence("--master", STANDALONE, "--deploy-mode", "client")
        .containsSequence(
            "--jars", clone + "/jobs/target/lib/pytorch-native-cpu-1-linux-x86_64.jar")
        .endsWith(
            "--class",
            "org.wordsight.jobs.Main",
            clone + "/jobs/target/wordsight-jobs-1-cluster.jar",
            "run",
            "--config",
            "run.yaml");
  }

  @Test
  void keepsTheJarsThatASettingNames() throws Exception {
    assertThat(submitted("runs", "--master", STANDALONE, "--conf", "spark.jars=/more.jar"))
        .contains(clone + "/jobs/target/lib/pytorch-native-cpu-1-linux-x86_64.jar,/more.jar")
        .doesNotContain("spark.jars=/more.jar");
  }

  private Command withOwnJars(String jars) {
    return Command.of(clone)
        .where("SPARK_HOME", spark.toString())
        .where("WORDSIGHT_LIBTORCH", "installed")
        .where("WORDSIGHT_JARS", jars);
  }

  @Test
  void namesOwnJarsFromTheRoot() throws Exception {
    Path one = folder.resolve("one jar.jar");
    write(one, "");
    Path here = Path.of("").toAbsolutePath();
    String jars = here.relativize(one) + ":" + one;
    assertThat(run(withOwnJars(jars), "runs", "--master", STANDALONE).out().lines())
        .containsSequence("--jars", one + "," + one);
  }

  @Test
  void refusesOwnJarsThatSparkReadsAsAPattern() throws Exception {
    Path jar = folder.resolve("a,b.jar");
    write(jar, "");
    assertRefused(
        run(withOwnJars(jar.toString()), "runs", "--master", STANDALONE),
        "Cannot submit with "
            + jar
            + " of WORDSIGHT_JARS: spark-submit reads one of its characters (, # % * ? [ ] { } \\)"
            + " as a pattern. Rename it.");
  }

  @Test
  void leavesLibtorchOutWhereExecutorsHaveTheirOwn() throws Exception {
    String own = "spark.executorEnv.PYTORCH_LIBRARY_PATH=/opt/torch/lib";
    assertThat(submitted("runs", "--master", STANDALONE, "--conf", own))
        .contains(own)
        .doesNotContain("--jars");
    Command installed =
        Command.of(clone)
            .where("SPARK_HOME", spark.toString())
            .where("WORDSIGHT_LIBTORCH", "installed");
    assertThat(run(installed, "runs", "--master", STANDALONE).out()).doesNotContain("--jars");
  }

  @Test
  void passesSettingsWithSpacesAndQuotesUnchanged() throws Exception {
    String setting = "spark.executor.extraJavaOptions=-Da=\"b c\" -Dd=e";
    assertThat(submitted("runs", "--master", STANDALONE, "--conf", setting))
        .containsSequence("--conf", setting);
  }

  @Test
  void givesTheDriverTheHeapUnlessASettingDoes() throws Exception {
    assertThat(submitted("runs", "--master", STANDALONE)).containsSequence("--driver-memory", "2g");
    assertThat(submitted("runs", "--master", STANDALONE, "--conf", "spark.driver.memory=1g"))
        .contains("spark.driver.memory=1g")
        .doesNotContain("--driver-memory");
  }

  @Test
  void passesTheEnvironmentButNoSecretToExecutors() throws Exception {
    Command command =
        Command.of(clone)
            .where("SPARK_HOME", spark.toString())
            .where("OMP_NUM_THREADS", "3")
            .where("TEACHER_TOKEN", "a-secret");
    Outcome outcome = run(command, "runs", "--master", STANDALONE);
    assertThat(outcome.out())
        .contains(
            "spark.executorEnv.DJL_OFFLINE=true",
            "spark.executorEnv.OMP_NUM_THREADS=3",
            "spark.executorEnv.MALLOC_ARENA_MAX=1",
            "spark.executorEnv.GLIBC_TUNABLES=glibc.malloc.hugetlb=1")
        .doesNotContain("a-secret", "TEACHER_TOKEN");
  }

  @Test
  void worksFromAFolderWithSpacesAndQuotes() throws Exception {
    clone = cloneAt("it's \"the\" clone");
    assertThat(String.join("\n", submitted("runs", "--master", STANDALONE)))
        .contains("\"-Dwordsight.home=" + folder + "/it's \\\"the\\\" clone\"")
        .contains("log4j2.configurationFile=file:" + folder + "/it%27s%20%22the%22%20clone/conf/");
  }

  @Test
  void namesTheRunFileFromTheRootForADriverOnTheCluster() throws Exception {
    List<String> words =
        submitted("run", "--config", "a/../run.yaml", "--master", "yarn", "--deploy-mode=cluster");
    assertThat(words)
        .containsSequence("--master", "yarn", "--deploy-mode", "cluster")
        .endsWith("run", "--config", Path.of("run.yaml").toAbsolutePath().toString());
    assertThat(String.join(" ", words)).doesNotContain("-Dwordsight.home");
  }

  @Test
  void findsTheSparkOnThePath() throws Exception {
    Command command =
        Command.of(clone)
            .where("SPARK_HOME", "")
            .where("PATH", spark.resolve("bin") + ":" + System.getenv("PATH"));
    assertThat(run(command, "runs", "--master", STANDALONE).out()).contains(STANDALONE);
  }

  @Test
  void refusesATextThatIsNoMaster() throws Exception {
    assertRefused(
        run("runs", "--master", "host:7077"),
        "Cannot submit: --master is host:7077, expected spark://HOST:PORT, yarn, k8s://URL or"
            + " local[N]. Correct it.");
  }

  @Test
  void refusesAFolderThatIsNoSpark() throws Exception {
    String missing = folder.resolve("missing").toString();
    assertRefused(
        run(Command.of(clone).where("SPARK_HOME", missing), "runs", "--master", STANDALONE),
        "Cannot submit to spark://host:7077: SPARK_HOME is \""
            + missing
            + "\", expected the folder of a Spark 3.5 installation. Set it, or leave --master out"
            + " to run here.");
  }

  @Test
  void refusesASparkForAnotherScala() throws Exception {
    Path other = folder.resolve("other");
    write(other.resolve("jars/spark-core_2.13-3.5.8.jar"), "");
    script(other.resolve("bin/spark-submit"), "#!/bin/sh\n");
    assertRefused(
        run(
            Command.of(clone).where("SPARK_HOME", other.toString()),
            "runs",
            "--master",
            STANDALONE),
        "Cannot submit to spark://host:7077: "
            + other
            + " holds spark-core_2.13-3.5.8.jar, expected Spark 3.5 for Scala 2.12. Set SPARK_HOME"
            + " to one.");
  }

  @Test
  void refusesADriverOnTheClusterForVerbsThatPrint() throws Exception {
    assertRefused(
        run("sql", "--config", "run.yaml", "--master", "yarn", "--deploy-mode", "cluster"),
        "Cannot submit sql: --deploy-mode is cluster, expected a verb that writes tables (run,"
            + " generate, curate, split, train, evaluate, report). Leave --deploy-mode out.");
  }

  @Test
  void refusesADriverOnKubernetesWithoutAPlaceForTheJars() throws Exception {
    assertRefused(
        run("run", "--config", "a.yaml", "--master", "k8s://https://h", "--deploy-mode", "cluster"),
        "Cannot submit: --deploy-mode is cluster, and nothing says where the jars go. Add --conf"
            + " spark.kubernetes.file.upload.path=s3a://BUCKET/FOLDER.");
  }

  @Test
  void refusesASettingWithoutAValue() throws Exception {
    assertRefused(
        run("runs", "--conf", "spark.cores.max"),
        "Cannot read the command line: --conf spark.cores.max, expected --conf key=value.");
    assertRefused(run("runs", "--master"), "Cannot read the command line: --master has no value.");
  }

  @Test
  void refusesAFolderWithAColon() throws Exception {
    clone = cloneAt("a:b");
    assertRefused(
        run("runs"),
        "Cannot run from "
            + clone
            + ": Java class paths cannot name a folder with a colon. Move the clone to another"
            + " folder.");
  }

  @Test
  void refusesAFolderThatSparkReadsAsAPattern() throws Exception {
    clone = cloneAt("a[b]");
    assertRefused(
        run("runs", "--master", STANDALONE),
        "Cannot submit from "
            + clone
            + ": spark-submit reads one of its characters (, # % * ? [ ] { } \\) as a pattern. Move"
            + " the clone to another folder.");
  }

  @Test
  void refusesToRunWithoutABuild() throws Exception {
    Files.delete(clone.resolve("jobs/target/wordsight-jobs-1-cluster.jar"));
    assertRefused(
        run("runs", "--master", STANDALONE),
        "Cannot find "
            + clone
            + "/jobs/target/wordsight-jobs-*-cluster.jar: it is not built. Leave WORDSIGHT_BUILD"
            + " out.");
  }

  /** A Java that prints its arguments and a part of its environment. */
  private Command onAJavaThatPrints() throws IOException {
    write(clone.resolve("jobs/target/wordsight-jobs-1.jar"), "");
    Path java = folder.resolve("java home");
    script(
        java.resolve("bin/java"),
        """
        #!/bin/sh
        case "$*" in
          *-version) echo 'openjdk version "17.0.1"' >&2; exit ;;
        esac
        printf '%s\\n' "$@" "SPARK_LOCAL_IP=$SPARK_LOCAL_IP" "LC_ALL=$LC_ALL"
        """);
    return Command.of(clone)
        .where("JAVA_HOME", java.toString())
        .where("SPARK_LOCAL_IP", "")
        .where("TMPDIR", "");
  }

  private List<String> started(Command command, String... arguments) throws Exception {
    Outcome outcome = run(command, arguments);
    assertThat(outcome.status()).as(outcome.all()).isZero();
    return outcome.out().lines().toList();
  }

  @Test
  void needsNoAddressForTheNameOfThisMachine() throws Exception {
    assertThat(started(onAJavaThatPrints(), "runs")).contains("SPARK_LOCAL_IP=127.0.0.1");
    String settings = "spark.master=" + STANDALONE;
    assertThat(started(onAJavaThatPrints(), "runs", "--conf", settings))
        .contains("SPARK_LOCAL_IP=");
  }

  @Test
  void keepsTemporaryFilesOfAllProcessesInTheFolderThatIsSet() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("my files"));
    List<String> words = started(onAJavaThatPrints().where("TMPDIR", temporary.toString()), "run");
    assertThat(words).contains("-Djava.io.tmpdir=" + temporary);
    assertThat(words)
        .anyMatch(
            word ->
                word.startsWith("-Dspark.executor.defaultJavaOptions=")
                    && word.contains("\"-Djava.io.tmpdir=" + temporary + "\""));
    assertThat(temporary).isDirectoryContaining("glob:**/wordsight-executors.*");
  }

  @Test
  void refusesAFolderForTemporaryFilesThatDoesNotExist() throws Exception {
    String missing = folder.resolve("missing").toString();
    Outcome outcome = run(onAJavaThatPrints().where("TMPDIR", missing), "run");
    assertThat(outcome.err())
        .isEqualTo(
            "Cannot write temporary files: TMPDIR is "
                + missing
                + ", expected a folder that can be written to. Set it to one.\n");
    assertThat(outcome.status()).isEqualTo(3);
  }

  @Test
  void refusesAFullFolderForTemporaryFiles() throws Exception {
    Path programs = folder.resolve("programs");
    script(
        programs.resolve("df"),
        "#!/bin/sh\necho 'Filesystem 1024-blocks Used Available Capacity Mounted on'\n"
            + "echo '/dev/a 9 9 3000 99% /'\n");
    Outcome outcome =
        run(
            onAJavaThatPrints()
                .where("TMPDIR", folder.toString())
                .where("PATH", programs + ":" + System.getenv("PATH")),
            "runs");
    assertThat(outcome.err())
        .isEqualTo(
            "Cannot write temporary files: "
                + folder
                + " has 2 MiB free, expected at least 64. Free some space, or set TMPDIR to another"
                + " folder.\n");
    assertThat(outcome.status()).isEqualTo(3);
  }

  @Test
  void readsTextsAsUtf8WhereTheLocaleIsNotInstalled() throws Exception {
    assertThat(started(onAJavaThatPrints().where("LC_ALL", "xx_XX.UTF-8"), "runs"))
        .contains("LC_ALL=C.UTF-8");
  }

  @Test
  void refusesAHeapThatIsNoSizeOrTooSmall() throws Exception {
    for (String heap : List.of("foo", "2", "511m", "0g")) {
      assertRefused(
          run(onAJavaThatPrints().where("WORDSIGHT_HEAP", heap), "runs"),
          "Cannot start Java: WORDSIGHT_HEAP is "
              + heap
              + ", expected at least 512m, in m or g. Set it to 2g, or leave it out.");
    }
    assertThat(started(onAJavaThatPrints().where("WORDSIGHT_HEAP", "512m"), "runs"))
        .contains("-Xmx512m");
  }

  @Test
  void refusesAJavaHomeWithoutJava() throws Exception {
    String missing = folder.resolve("missing").toString();
    assertRefused(
        run(Command.of(clone).where("JAVA_HOME", missing), "runs"),
        "Cannot find Java: JAVA_HOME is "
            + missing
            + ", expected the folder of a JDK 17, which holds bin/java. Correct it, or leave it out"
            + " to use the java on PATH.");
  }

  @Test
  void refusesAUserWithoutAName() throws Exception {
    Path programs = folder.resolve("programs");
    script(programs.resolve("id"), "#!/bin/sh\n[ $1 = -u ] && echo 12345\n");
    assertRefused(
        run(onAJavaThatPrints().where("PATH", programs + ":" + System.getenv("PATH")), "runs"),
        "Cannot start: user 12345 has no name on this machine, expected one, since Hadoop asks for"
            + " it. Add the user to /etc/passwd, or start as a user that has a name.");
  }

  @Test
  void saysWhyJavaDoesNotStart() throws Exception {
    Path java = folder.resolve("broken");
    script(java.resolve("bin/java"), "#!/bin/sh\necho 'Error: too little memory' >&2\nexit 1\n");
    assertRefused(
        run(Command.of(clone).where("JAVA_HOME", java.toString()), "runs"),
        "Cannot start Java: "
            + java
            + "/bin/java with a heap of 2g says: Error: too little memory. Give it the memory that"
            + " it needs (ulimit -v), lower WORDSIGHT_HEAP, or set JAVA_HOME to another JDK 17.");
  }

  private static void assertRefused(Outcome outcome, String message) {
    assertThat(outcome.err()).isEqualTo(message + "\n");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.status()).isEqualTo(2);
  }
}
