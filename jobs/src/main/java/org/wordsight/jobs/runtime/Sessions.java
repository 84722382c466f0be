package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.wordsight.error.ExitCode;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.jobs.storage.LocalFiles;
import org.wordsight.jobs.storage.Storages;
import org.wordsight.storage.Storage;
import scala.Tuple2;

/** Opens the Spark session, inside this JVM or with the settings of spark-submit. */
public final class Sessions {
  /** Names a properties file with defaults. Without it, the defaults in the jar are used. */
  private static final String DEFAULTS = "wordsight.sparkDefaults";

  private static final String DEFAULTS_IN_THE_JAR = "/org/wordsight/jobs/conf/spark-defaults.conf";
  private static final String MASTER = "spark.master";
  private static final String PLUGINS = "spark.plugins";

  private static final String SECRET_VARIABLE = "_SPARK_AUTH_SECRET";
  private static final String THREADS = "spark.executorEnv.OMP_NUM_THREADS";

  private Sessions() {}

  /**
   * The session of this process, only for reading and writing tables.
   *
   * @throws WordsightException exit code 2 where a setting is not allowed, 4 where the master
   *     cannot be reached
   */
  public static SparkSession open() {
    return open(Map.of());
  }

  /**
   * Opens the session with settings of a verb. A setting of the user comes before them.
   *
   * @throws WordsightException exit code 2 where a setting is not allowed, 4 where the master
   *     cannot be reached
   */
  public static SparkSession open(Map<String, String> ofVerb) {
    SparkConf settings = settings();
    ofVerb.forEach(settings::setIfMissing);
    return open(settings);
  }

  /**
   * The session of this process, with executors that have the memory for a run's models.
   *
   * @param workers of a training
   * @param ofRun settings of the run; a setting of the user does not change them
   * @param memory of an executor, read where there are executors; absent for Spark's own choice
   * @throws WordsightException exit code 2 where a setting is not allowed or too small, 4 where the
   *     master cannot be reached
   */
  public static SparkSession open(
      int workers,
      Map<String, String> ofRun,
      Function<SparkConf, Optional<ExecutorMemory>> memory) {
    SparkConf settings = settings(workers);
    ofRun.forEach(settings::set);
    if (hasExecutors(settings)) {
      memory.apply(settings).ifPresent(needed -> give(settings, needed));
      LocalExecutors.prepare(settings, workers);
    }

    return open(settings);
  }

  private static void give(SparkConf settings, ExecutorMemory needed) {
    needed.problems(settings).stream()
        .findFirst()
        .ifPresent(
            problem -> {
              throw problem;
            });
    needed.complete(settings);
  }

  private static SparkSession open(SparkConf settings) {
    SparkStart.requireTemporaryFolders(settings);
    try {
      SparkSession session =
          SparkSession.builder().config(settings).appName("wordsight").getOrCreate();
      if (isUnknownToTheMaster(session)) {
        session.close();
        throw cannotStart(settings, "the master does not answer", null);
      }

      requireSettingsOfSql(session);
      return session;
    } catch (IllegalArgumentException e) {
      throw new WordsightException(
          ExitCode.USAGE,
          "Cannot start Spark: %s. Correct the setting (--conf)."
              .formatted(inOneLine(ExceptionUtils.getRootCause(e))),
          e);
    } catch (RuntimeException e) {
      if (e instanceof WordsightException || !hasExecutors(settings)) {
        throw e;
      }

      throw cannotStart(settings, inOneLine(e), e);
    }
  }

  /** Spark reads settings of SQL when they are first needed. */
  private static void requireSettingsOfSql(SparkSession session) {
    try {
      session.sessionState();
    } catch (IllegalArgumentException e) {
      session.close();
      throw e;
    }
  }

  /**
   * Whether the standalone master gave this application no name of its own. Spark continues for a
   * while without a master.
   */
  private static boolean isUnknownToTheMaster(SparkSession session) {
    return session.sparkContext().master().startsWith("spark://")
        && session.sparkContext().applicationId().startsWith("spark-application-");
  }

  private static WordsightException cannotStart(SparkConf settings, String why, Throwable cause) {
    return new WordsightException(
        ExitCode.TEACHER,
        "Cannot start on the cluster %s: %s. See that the master runs, can be reached from here, and reaches this machine (spark.driver.host)."
            .formatted(settings.get(MASTER), why),
        cause);
  }

  private static String inOneLine(Throwable e) {
    String text = String.valueOf(e.getMessage());
    String line = text.lines().map(String::strip).collect(Collectors.joining(" ")).strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  /** Hadoop's settings, without starting Spark. */
  public static Configuration hadoop() {
    return hadoop(settings());
  }

  static Configuration hadoop(SparkConf settings) {
    Configuration configuration = new Configuration();
    for (Tuple2<String, String> entry : settings.getAllWithPrefix("spark.hadoop.")) {
      configuration.set(entry._1(), entry._2());
    }

    return configuration;
  }

  /** Whether tasks run in JVMs other than this one. */
  public static boolean hasExecutors(SparkConf settings) {
    String master = settings.get(MASTER);
    return !master.equals("local") && !master.startsWith("local[");
  }

  /** Whether all tasks run on this machine, in this JVM or in executor processes beside it. */
  public static boolean usesThisMachineAlone(SparkConf settings) {
    return settings.get(MASTER).startsWith("local");
  }

  /** Hadoop's settings in this process. On an executor, Spark has them. */
  static Configuration hadoopHere() {
    SparkEnv environment = SparkEnv.get();
    return environment == null ? hadoop() : hadoop(environment.conf());
  }

  /**
   * The store of a place, on the driver or an executor. Its settings are Spark's.
   *
   * @throws WordsightException exit code 3 where it cannot be opened
   */
  public static Storage storage(String place) {
    try {
      return Storages.open(place, Sessions::hadoopHere);
    } catch (IOException e) {
      throw WordsightException.input("Cannot open " + place + ": " + IoReason.of(e) + ".", e);
    }
  }

  /** The settings of this process. Without a master, everything runs in this JVM. */
  public static SparkConf settings() {
    return settings(1);
  }

  /**
   * The settings of a process whose run trains with several workers. Without a master, each worker
   * is an executor process of this machine.
   */
  public static SparkConf settings(int workers) {
    SparkConf settings = new SparkConf();
    defaults().forEach((key, value) -> settings.setIfMissing((String) key, (String) value));
    if (workers > 1 && !settings.contains(MASTER)) {
      LocalExecutors.choose(settings, workers);
    }
    settings.setIfMissing(MASTER, "local[*]");
    SparkStart.requireMaster(settings.get(MASTER));
    settings.setIfMissing("spark.ui.enabled", "false");
    if (hasExecutors(settings)) {
      completeForExecutors(settings);
    } else {
      settings.setIfMissing("spark.driver.host", "127.0.0.1");
      settings.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      // Executors have the class only after Spark has sent them our jar.
      settings.setIfMissing("spark.hadoop.fs.file.impl", LocalFiles.class.getName());
    }

    addPlugin(settings, DriverCalls.class.getName());
    if (settings.getBoolean("spark.speculation", false)) {
      throw WordsightException.usage(
          "Cannot start: spark.speculation is true, expected false. A second copy of a slow task"
              + " would ask the teacher twice; leave it out of the Spark settings.");
    }

    // The tables rely on these settings, so users cannot change them.
    settings.set("spark.sql.session.timeZone", "UTC");
    settings.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    settings.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    settings.set("spark.sql.sources.commitProtocolClass", WriteOnceCommit.class.getName());
    Storages.configure((key, value) -> settings.set("spark.hadoop." + key, value));
    return settings;
  }

  private static void completeForExecutors(SparkConf settings) {
    addPlugin(settings, ExecutorLogs.class.getName());

    // Spark itself gives the secret to executors in this variable, but does not read the variable
    // here.
    String secret = System.getenv(SECRET_VARIABLE);
    if (settings.getBoolean("spark.authenticate", false) && secret != null) {
      settings.setIfMissing("spark.authenticate.secret", secret);
    }

    // Matrix products use the cores of their executor, not all cores of the machine.
    coresOfAnExecutor(settings).ifPresent(cores -> settings.setIfMissing(THREADS, cores));
  }

  private static void addPlugin(SparkConf settings, String ours) {
    String plugins = settings.get(PLUGINS, "");
    if (!List.of(plugins.split(",")).contains(ours)) {
      settings.set(PLUGINS, plugins.isEmpty() ? ours : plugins + "," + ours);
    }
  }

  /** Absent on a standalone cluster that gives an executor all cores of its worker. */
  private static Optional<String> coresOfAnExecutor(SparkConf settings) {
    String cores = "spark.executor.cores";
    if (settings.contains(cores)) {
      return Optional.of(settings.get(cores));
    }

    return settings.get(MASTER).startsWith("spark://") || settings.get(MASTER).startsWith("local")
        ? Optional.empty()
        : Optional.of("1");
  }

  private static Properties defaults() {
    Properties properties = new Properties();
    String file = System.getProperty(DEFAULTS, "");
    try (Reader reader = file.isEmpty() ? defaultsInTheJar() : defaultsIn(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw WordsightException.usage("Cannot read Spark settings " + file + ": " + e);
    }

    return properties;
  }

  private static Reader defaultsIn(String file) throws IOException {
    return new StringReader(InputFile.text(Path.of(file), FileKind.COMMAND_LINE_FILE));
  }

  private static Reader defaultsInTheJar() {
    InputStream in = Sessions.class.getResourceAsStream(DEFAULTS_IN_THE_JAR);
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }
}
