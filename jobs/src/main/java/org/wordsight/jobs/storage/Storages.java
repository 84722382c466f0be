package org.wordsight.jobs.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.wordsight.storage.LocalStorage;
import org.wordsight.storage.Storage;

/** Opens the store of a place. */
public final class Storages {
  /** Hadoop's setting of {@link ObjectStorage#SETTLE}, in milliseconds. */
  public static final String SETTLE_MILLIS = "wordsight.settle.millis";

  /** Hadoop's setting of the classes that see each request of S3A before it is signed. */
  static final String REQUEST_HANDLERS = "fs.s3a.audit.request.handlers";

  private Storages() {}

  /**
   * The store whose root is a folder or URI. It may not exist yet.
   *
   * @param place an absolute local path, or a URI such as {@code s3a://bucket/folder}
   * @param hadoop how Hadoop's stores are reached
   * @throws IOException where Hadoop knows no such store or cannot reach it
   * @throws IllegalArgumentException where the place is no path and no URI
   */
  public static Storage open(String place, Configuration hadoop) throws IOException {
    return open(place, () -> hadoop);
  }

  /**
   * The same, with settings that are made only where a store of Hadoop needs them. To make them,
   * Hadoop reads some files.
   *
   * @throws IOException where Hadoop knows no such store or cannot reach it
   * @throws IllegalArgumentException where the place is no path and no URI
   */
  public static Storage open(String place, Supplier<Configuration> hadoop) throws IOException {
    Path root = place.startsWith("/") ? new Path("file", null, place) : new Path(place);
    String scheme = root.toUri().getScheme();
    if (scheme == null) {
      return LocalStorage.of(java.nio.file.Path.of(place));
    }

    return switch (scheme) {
      case "file" -> LocalStorage.of(java.nio.file.Path.of(root.toUri().getPath()));
      case "hdfs" -> new HdfsStorage(root.getFileSystem(hadoop.get()), root);
      default -> {
        Configuration settings = hadoop.get();
        long settleMillis =
            OwnSettings.wholeNumber(
                settings,
                SETTLE_MILLIS,
                ObjectStorage.SETTLE.toMillis(),
                0,
                ObjectStorage.LONGEST_SETTLE.toMillis());
        yield new ObjectStorage(
            root.getFileSystem(settings), root, Duration.ofMillis(settleMillis));
      }
    };
  }

  /** The path of a file or folder for Spark's readers and writers. */
  public static Path path(Storage storage, String name) {
    String location = storage.location(name);
    // A local path may contain characters with another meaning in a URI.
    return location.startsWith("/") ? new Path("file", null, location) : new Path(location);
  }

  /** The settings with which S3A passes conditions on and changes nothing. */
  public static void configure(BiConsumer<String, String> settings) {
    settings.accept("fs.s3a.audit.enabled", "true");
    settings.accept("fs.s3a.audit.referrer.enabled", "false");
    settings.accept(REQUEST_HANDLERS, WriteOnceHeader.class.getName());
    // Otherwise S3A deletes and makes markers of folders around every put.
    settings.accept("fs.s3a.directory.marker.retention", "keep");
    // Some servers refuse the tag as S3A sends it, without quotes. S3A compares the tag of the
    // answer.
    settings.accept("fs.s3a.change.detection.mode", "client");
  }
}
