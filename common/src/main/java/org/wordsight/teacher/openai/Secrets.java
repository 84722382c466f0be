package org.wordsight.teacher.openai;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.error.WordsightException;

/**
 * The secrets of a teacher, read from the environment. They are in the headers of requests, and
 * nowhere else: every body that comes back from an endpoint goes through {@link #hide}.
 */
final class Secrets {
  static final String HIDDEN = "[secret]";

  /** Keys in OpenAI's form, also in parts, as in OpenAI's error messages. */
  private static final Pattern KEY = Pattern.compile("\\bsk-[A-Za-z0-9_*.-]{6,}");

  /** A secret that is shorter could be a word of any message. */
  private static final int SHORTEST_HIDDEN = 4;

  private static final int SHORTEST_TELLING = 8;

  /** Words that people give to servers that want no secret, in lower case. */
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "anything",
          "api-key",
          "changeme",
          "localhost",
          "lm-studio",
          "llama.cpp",
          "no-api-key",
          "no-key-required",
          "not-needed",
          "not-required",
          "password",
          "placeholder",
          "sk-no-key-required",
          "something",
          "whatever",
          "your-api-key");

  private final Map<String, String> headers;
  private final Optional<String> keystorePassword;
  private final List<String> hidden;

  /** Those that no answer holds by chance. */
  private final List<String> telling;

  private Secrets(Map<String, String> headers, Optional<String> password, List<String> secrets) {
    this.headers = headers;
    this.keystorePassword = password;
    this.hidden = longestFirst(secrets);
    this.telling = longestFirst(secrets.stream().filter(Secrets::isTelling).toList());
  }

  private static List<String> longestFirst(List<String> secrets) {
    return secrets.stream()
        .flatMap(secret -> forms(secret).stream())
        .filter(form -> form.length() >= SHORTEST_HIDDEN)
        .distinct()
        .sorted(Comparator.comparing(String::length).reversed())
        .toList();
  }

  /**
   * Whether a secret can be one. Local servers are given words such as {@code EMPTY}, {@code none}
   * or {@code lm-studio}, which answers and their JSON hold too.
   */
  private static boolean isTelling(String secret) {
    return secret.length() >= SHORTEST_TELLING
        && !PLACEHOLDERS.contains(secret.toLowerCase(Locale.ROOT));
  }

  /**
   * Reads all secrets that the run file names.
   *
   * @param environment the value of a variable, or null
   * @throws WordsightException exit code 3 if a variable is missing or holds no usable value
   */
  static Secrets of(ConnectionConfig connection, UnaryOperator<String> environment) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    List<String> secrets = new ArrayList<>();
    if (!connection.organisation().isEmpty()) {
      headers.put("OpenAI-Organization", connection.organisation());
    }
    if (!connection.project().isEmpty()) {
      headers.put("OpenAI-Project", connection.project());
    }
    if (!connection.tokenVariable().isEmpty()) {
      String token = value("teacher.tokenVariable", connection.tokenVariable(), environment);
      secrets.add(token);
      headers.put("Authorization", "Bearer " + token);
    }
    connection
        .headers()
        .forEach(
            (name, text) -> {
              if (text.startsWith("$")) {
                String value = value("teacher.headers." + name, text.substring(1), environment);
                secrets.add(value);
                headers.put(name, value);
              } else {
                headers.put(name, text);
              }
            });
    Optional<String> password = Optional.empty();
    if (!connection.keystorePasswordVariable().isEmpty()) {
      password =
          Optional.of(
              value(
                  "teacher.clientCertificate.passwordVariable",
                  connection.keystorePasswordVariable(),
                  environment));
      secrets.add(password.get());
    }
    return new Secrets(headers, password, secrets);
  }

  /**
   * Reads the secrets that are set, to hide them. None has to be set, and there are no headers.
   *
   * @param environment the value of a variable, or null
   */
  static Secrets onlyHiding(ConnectionConfig connection, UnaryOperator<String> environment) {
    List<String> variables = new ArrayList<>();
    variables.add(connection.tokenVariable());
    variables.add(connection.keystorePasswordVariable());
    connection.headers().values().stream()
        .filter(text -> text.startsWith("$"))
        .forEach(text -> variables.add(text.substring(1)));
    List<String> secrets =
        variables.stream()
            .filter(variable -> !variable.isEmpty())
            .flatMap(variable -> Optional.ofNullable(environment.apply(variable)).stream())
            .toList();
    return new Secrets(Map.of(), Optional.empty(), secrets);
  }

  private static String value(String key, String variable, UnaryOperator<String> environment) {
    String value = environment.apply(variable);
    String seen;
    if (value == null) {
      seen = "is not set";
    } else if (value.isBlank()) {
      seen = "is empty";
    } else if (value.chars().anyMatch(c -> c == '\n' || c == '\r')) {
      seen = "holds a line break";
    } else if (!value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      seen = "holds a space or a character that is not ASCII";
    } else {
      return value;
    }
    throw WordsightException.input(
        "Cannot ask the teacher: the environment variable %s, which %s names, %s, expected a secret of visible ASCII characters. Set it where the command starts, and for executors in their own environment."
            .formatted(variable, key, seen));
  }

  /** The headers of every request beside those of its content, with secrets. */
  Map<String, String> headers() {
    return headers;
  }

  Optional<String> keystorePassword() {
    return keystorePassword;
  }

  /** An answer, or a body with one, with every secret replaced that is more than a word. */
  String hide(String text) {
    return replaced(text, telling);
  }

  private static String replaced(String text, List<String> secrets) {
    String rest = text;
    for (String secret : secrets) {
      rest = rest.replace(secret, HIDDEN);
    }
    return rest;
  }

  /**
   * A message for people with every secret replaced, and every text that looks like a part of a
   * key.
   */
  String hideInMessage(String message) {
    return KEY.matcher(replaced(message, hidden)).replaceAll(HIDDEN);
  }

  /** The forms in which endpoints and proxies may repeat a secret. */
  private static List<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return List.of(
        secret,
        URLEncoder.encode(secret, StandardCharsets.UTF_8),
        Base64.getEncoder().encodeToString(bytes),
        secret.replace("\\", "\\\\").replace("\"", "\\\""),
        secret.replace("/", "\\/"));
  }

  /** The text of this object shows no part of a secret. */
  @Override
  public String toString() {
    return "Secrets";
  }
}
