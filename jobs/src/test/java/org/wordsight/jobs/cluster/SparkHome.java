package org.wordsight.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A Spark installation from the jars that the build resolved. As on a cluster, it has Spark's own
 * jars and none of ours.
 */
final class SparkHome {
  /** Names the file with Spark's class path, which the build writes. */
  private static final String CLASS_PATH = "wordsight.sparkClassPath";

  private SparkHome() {}

  static Path make(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    String classPath = Files.readString(Path.of(System.getProperty(CLASS_PATH))).strip();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path jar = Path.of(entry);
      Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
    }

    Files.createDirectories(home.resolve("bin"));
    script("spark-submit.sh", home.resolve("bin/spark-submit"));
    return home;
  }

  /** Puts a script of the test resources where it can be run. */
  static Path script(String resource, Path file) {
    try (InputStream in = SparkHome.class.getResourceAsStream(resource)) {
      Files.copy(in, file);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
