package org.wordsight.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules for the URL of an endpoint or a proxy. */
public final class EndpointUrl {
  static final String ENDPOINT =
      "https://HOST/v1 or http://HOST:PORT/v1, without /chat/completions";
  static final String PROXY = "http://HOST:PORT";

  /** The path that the client adds. */
  private static final String ADDED = "/chat/completions";

  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  private EndpointUrl() {}

  /** Whether the text has parts that often hold a secret. Such a text is not shown. */
  static boolean mayHoldSecret(String text) {
    return text.matches("(?s).*[@?#].*");
  }

  /** The URL of an endpoint, without a slash at its end; empty if it breaks a rule. */
  static Optional<URI> endpoint(String text) {
    return plain(text.replaceFirst("/+$", ""))
        .filter(url -> !url.getRawPath().endsWith(ADDED))
        .filter(url -> url.normalize().equals(url));
  }

  /** The URL of a proxy; empty if it breaks a rule. */
  static Optional<URI> proxy(String text) {
    return plain(text.replaceFirst("/$", ""))
        .filter(url -> url.getScheme().equals("http"))
        .filter(url -> url.getPort() > 0 && url.getRawPath().isEmpty());
  }

  private static Optional<URI> plain(String text) {
    try {
      URI url = new URI(text);
      boolean known = url.getScheme() != null && url.getScheme().matches("https?");
      boolean placed = url.getHost() != null && (url.getPort() == -1 || isPort(url.getPort()));
      boolean bare =
          url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
      return known && placed && bare && url.toASCIIString().equals(text)
          ? Optional.of(url)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= 65_535;
  }

  /**
   * Whether the host is written as this machine or as an address of a private network: {@code
   * localhost}, {@code 127.0.0.1}, {@code [::1]}, {@code 10.1.2.3}. No name is looked up.
   */
  public static boolean isWrittenAsPrivate(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[")) {
      String address = name.substring(1, name.length() - 1);
      return address.equals("::1") || address.matches("(fe[89ab][0-9a-f]|f[cd][0-9a-f]{2}):.*");
    }
    Matcher ipv4 = IPV4.matcher(name);
    if (!ipv4.matches()) {
      return name.equals("localhost");
    }
    int first = Integer.parseInt(ipv4.group(1));
    int second = Integer.parseInt(ipv4.group(2));
    return first == 127
        || first == 10
        || (first == 172 && second >= 16 && second <= 31)
        || (first == 192 && second == 168)
        || (first == 169 && second == 254);
  }
}
