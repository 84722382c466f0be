package org.wordsight.jobs.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this code. */
public final class CodeVersion {
  private CodeVersion() {}

  /** The release, and the revision of the source if the build knew it. */
  public static String text() {
    Properties properties = new Properties();
    try (InputStream in = CodeVersion.class.getResourceAsStream("/wordsight-version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }

    String revision = properties.getProperty("revision");
    String version = properties.getProperty("version");
    return revision.equals("unknown") ? version : version + "+" + revision;
  }
}
