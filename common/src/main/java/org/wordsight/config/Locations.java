package org.wordsight.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Tells local paths and URIs apart. */
final class Locations {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private Locations() {}

  static boolean hasScheme(String text) {
    return SCHEME.matcher(text).matches();
  }

  /** The local path of a {@code file:} URI. */
  static String pathOf(String fileUri) {
    return Path.of(URI.create(fileUri).getPath()).toString();
  }
}
