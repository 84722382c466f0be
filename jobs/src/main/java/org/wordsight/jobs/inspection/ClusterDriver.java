package org.wordsight.jobs.inspection;

import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.wordsight.config.Location;
import org.wordsight.config.RunConfig;
import org.wordsight.error.WordsightException;

/**
 * Checks that a driver on the cluster writes no results into its working directory. That directory
 * is deleted when the driver ends.
 */
public final class ClusterDriver {
  private ClusterDriver() {}

  /**
   * Does nothing for a driver on the user's machine.
   *
   * @throws WordsightException exit code 2 if results would be in the driver's working directory
   */
  public static void requireLastingPlaces(RunConfig config, SparkConf settings) {
    if (!settings.get("spark.submit.deployMode", "client").equals("cluster")) {
      return;
    }

    require("warehouse", config.warehouse());
    require("report.out", config.report().out());
  }

  private static void require(String key, Location place) {
    Path own = Path.of("").toAbsolutePath();
    if (place.isLocal() && place.localPath().startsWith(own)) {
      throw WordsightException.usage(
          "Cannot run on the cluster: %s is %s, in the driver's own working directory, expected a folder that all machines share or a URI. Give its whole path."
              .formatted(key, place));
    }
  }
}
