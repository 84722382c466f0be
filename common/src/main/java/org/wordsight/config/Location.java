package org.wordsight.config;

import java.io.Serializable;
import java.nio.file.Path;
import org.wordsight.error.WordsightException;

/**
 * The place of a file or a folder.
 *
 * @param text an absolute local path, or a URI of {@code hdfs:} or {@code s3a:} without a slash at
 *     its end
 */
public record Location(Scheme scheme, String text) implements Serializable {

  /** The kinds of file systems. */
  public enum Scheme {
    LOCAL,
    HDFS,
    S3A
  }

  public static Location local(Path path) {
    return new Location(Scheme.LOCAL, path.toAbsolutePath().normalize().toString());
  }

  public boolean isLocal() {
    return scheme == Scheme.LOCAL;
  }

  /**
   * The path on a local or mounted disk.
   *
   * @throws WordsightException exit code 2 if the location is not local
   */
  public Path localPath() {
    if (!isLocal()) {
      throw WordsightException.usage(
          "Cannot open "
              + text
              + ": it is not on a local or mounted disk, which this version needs. Copy it to one"
              + " and name that.");
    }

    return Path.of(text);
  }

  /** The last part of the path; empty for the root of a file system. */
  public String name() {
    String path = isLocal() ? text : text.replaceFirst("^[a-z0-9]+://[^/]*", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The text alone, for messages. */
  @Override
  public String toString() {
    return text;
  }
}
