package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.wordsight.error.WordsightException;

/** What Spark needs before it can start. Its own messages about this are hard to read. */
final class SparkStart {
  private static final Pattern MASTER =
      Pattern.compile(
          "local|local\\[(\\d+|\\*)(\\s*,\\s*\\d+)?]|local-cluster\\[\\s*\\d+\\s*,\\s*\\d+\\s*,\\s*\\d+\\s*]"
              + "|spark://.+|yarn|k8s://.+");

  private SparkStart() {}

  /**
   * Makes sure that the master can be read.
   *
   * @throws WordsightException exit code 2 where it cannot
   */
  static void requireMaster(String master) {
    if (!MASTER.matcher(master).matches()) {
      throw WordsightException.usage(
          "Cannot start Spark: the master is %s, expected local[N], spark://HOST:PORT, yarn or k8s://URL. Correct --master, or leave it out to run on this machine."
              .formatted(master));
    }
  }

  /**
   * Makes sure that Spark can write its temporary files on this machine. It would end the JVM where
   * it cannot.
   *
   * @throws WordsightException exit code 3 where no folder can be written to
   */
  static void requireTemporaryFolders(SparkConf settings) {
    List<String> folders = Arrays.asList(Utils.getConfiguredLocalDirs(settings));
    if (folders.stream().map(Path::of).noneMatch(SparkStart::isWritable)) {
      throw WordsightException.input(
          "Cannot start Spark: its folders for temporary files are %s, expected one that can be written to. Correct SPARK_LOCAL_DIRS, spark.local.dir or TMPDIR."
              .formatted(folders));
    }
  }

  private static boolean isWritable(Path folder) {
    try {
      Files.createDirectories(folder);
      return Files.isWritable(folder);
    } catch (IOException e) {
      return false;
    }
  }
}
