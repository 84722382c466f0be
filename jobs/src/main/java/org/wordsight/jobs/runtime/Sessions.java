package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
import org.wordsight.jobs.storage.Storages;
import org.wordsight.storage.Storage;
import scala.Tuple2;

/** Opens the Spark session: inside this JVM unless spark-submit says otherwise. */
public final class Sessions {
  /** Names a properties file with defaults, as spark-submit's {@code --properties-file}. */
  private static final String DEFAULTS = "wordsight.sparkDefaults";

  private Sessions() {}

  /**
   * The session of this process.
   *
   * @throws WordsightException exit code 2 where speculation is on
   */
  public static SparkSession open() {
    return open(Map.of());
  }

  /**
   * A session with what a verb needs where nobody has set it otherwise.
   *
   * @throws WordsightException exit code 2 where speculation is on
   */
  public static SparkSession open(Map<String, String> ofVerb) {
    SparkConf settings = settings();
    ofVerb.forEach(settings::setIfMissing);
    return SparkSession.builder().config(settings).appName("wordsight").getOrCreate();
  }

  /** What Hadoop is told, without starting Spark. */
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

  /**
   * The store of a place, on the driver or an executor: the settings are Spark's there.
   *
   * @throws WordsightException exit code 3 where it cannot be opened
   */
  public static Storage storage(String place) {
    SparkEnv environment = SparkEnv.get();
    try {
      return Storages.open(place, environment == null ? hadoop() : hadoop(environment.conf()));
    } catch (IOException e) {
      throw WordsightException.input("Cannot open " + place + ": " + e.getMessage() + ".", e);
    }
  }

  static SparkConf settings() {
    SparkConf settings = new SparkConf();
    defaults().forEach((key, value) -> settings.setIfMissing((String) key, (String) value));
    settings.setIfMissing("spark.master", "local[*]");
    settings.setIfMissing("spark.ui.enabled", "false");
    if (settings.get("spark.master").startsWith("local")) {
      settings.setIfMissing("spark.driver.host", "127.0.0.1");
      settings.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }

    if (settings.getBoolean("spark.speculation", false)) {
      throw WordsightException.usage(
          "Cannot start: spark.speculation is true, expected false. A second copy of a slow task"
              + " would ask the teacher twice; leave it out of the Spark settings.");
    }

    // What the tables rely on: not for anybody to choose.
    settings.set("spark.sql.session.timeZone", "UTC");
    settings.set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");
    settings.set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    settings.set("spark.sql.sources.commitProtocolClass", WriteOnceCommit.class.getName());
    settings.set("spark.hadoop.fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
    Storages.configure((key, value) -> settings.set("spark.hadoop." + key, value));
    return settings;
  }

  private static Properties defaults() {
    Properties properties = new Properties();
    String file = System.getProperty(DEFAULTS, "");
    if (!file.isEmpty()) {
      try {
        properties.load(
            new StringReader(InputFile.text(Path.of(file), FileKind.COMMAND_LINE_FILE)));
      } catch (IOException e) {
        throw WordsightException.usage("Cannot read Spark settings " + file + ": " + e);
      }
    }

    return properties;
  }
}
