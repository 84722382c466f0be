package org.wordsight.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a place in a run file: a path, or a URI of {@code file:}, hdfs: or s3a:. */
final class LocationReader {
  /** One letter before a colon is a drive of another system, and not a scheme. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");

  private static final Pattern REMOTE = Pattern.compile("//([^/]*)((?:/.*)?)");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*(?::[0-9]{1,5})?");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,61}");

  private LocationReader() {}

  /**
   * The location that a text names.
   *
   * @param base the folder of relative paths
   * @throws IllegalArgumentException if the text is no location; the message says what is expected
   *     instead
   */
  static Location read(String text, Path base) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a path or a URI");
    }

    if (text.codePoints().anyMatch(LocationReader::isControl)) {
      throw new IllegalArgumentException("a path without control characters");
    }

    if (!text.equals(text.strip())) {
      throw new IllegalArgumentException("a path without space before or after it");
    }

    if (text.equals("~") || text.startsWith("~/")) {
      throw new IllegalArgumentException("a whole path: ~ does not stand for a home folder here");
    }

    Matcher scheme = SCHEME.matcher(text);
    return scheme.matches()
        ? withScheme(scheme.group(1).toLowerCase(Locale.ROOT), scheme.group(2), text)
        : local(text, base);
  }

  private static boolean isControl(int codePoint) {
    return Character.isISOControl(codePoint)
        || Character.getType(codePoint) == Character.SURROGATE
        || codePoint == '\u2028'
        || codePoint == '\u2029';
  }

  private static Location withScheme(String scheme, String rest, String text) {
    return switch (scheme) {
      case "file" -> file(text);
      case "hdfs" -> remote(Location.Scheme.HDFS, rest, HOST, "hdfs://host:port/folder");
      case "s3a" -> remote(Location.Scheme.S3A, rest, BUCKET, "s3a://bucket/folder");
      case "s3", "s3n" -> throw new IllegalArgumentException("s3a: in place of " + scheme + ":");
      default ->
          throw new IllegalArgumentException(
              "a path, or a URI of file:, hdfs: or s3a: (a local name with a colon begins with ./)");
    };
  }

  private static Location local(String text, Path base) {
    try {
      return Location.local(base.resolve(text));
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("a path that this system can have", e);
    }
  }

  /** A URI: {@code %20} is a space. */
  private static Location file(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "a URI (" + e.getReason() + "), or the path without file:", e);
    }

    String path = uri.getPath();
    boolean here = uri.getAuthority() == null || uri.getAuthority().equalsIgnoreCase("localhost");
    if (path == null || !path.startsWith("/") || !here) {
      throw new IllegalArgumentException("file:///folder: an absolute path and no host");
    }

    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("%3F for a question mark and %23 for # in a file: URI");
    }

    if (path.codePoints().anyMatch(LocationReader::isControl)) {
      throw new IllegalArgumentException("a path without control characters");
    }

    return local(path, Path.of("/"));
  }

  /** As in Hadoop, the path is taken unchanged; nothing in it is decoded. */
  private static Location remote(
      Location.Scheme scheme, String rest, Pattern authority, String form) {
    Matcher matcher = REMOTE.matcher(rest);
    boolean named = matcher.matches() && authority.matcher(matcher.group(1)).matches();
    boolean standard =
        scheme == Location.Scheme.HDFS && matcher.matches() && matcher.group(1).isEmpty();
    if (!named && !standard) {
      throw new IllegalArgumentException(form + " without a user or a secret");
    }

    String path = matcher.group(2).replaceAll("/+", "/").replaceFirst("/$", "");
    if (path.matches(".*/\\.{1,2}(/.*)?")) {
      throw new IllegalArgumentException(form + " without . and .. in its path");
    }

    String name = scheme.name().toLowerCase(Locale.ROOT);
    return new Location(scheme, name + "://" + matcher.group(1) + path);
  }
}
