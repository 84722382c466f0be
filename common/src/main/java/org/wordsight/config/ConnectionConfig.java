package org.wordsight.config;

import static org.wordsight.config.KeyKind.COMPUTATION;

import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of the connection to the teacher. No value is a secret: secrets are in the
 * environment, and this record has only the names of their variables. An empty text stands for a
 * key that is absent.
 *
 * @param endpoints URLs without a slash at the end; at least one
 * @param tokenVariable the environment variable with the bearer token
 * @param requestSeconds the most time from sending a request to the last byte of its answer
 * @param silenceSeconds the most time without a byte, once an answer has begun
 * @param startSeconds how long a run asks an endpoint that has not answered yet, since its server
 *     may still be loading the model
 * @param headers more headers of each request; a value {@code $NAME} is an environment variable's
 * @param proxy URL of an HTTP proxy
 * @param keystore path of a PKCS #12 file with the client's certificate and key
 * @param keystorePasswordVariable the environment variable with its password
 * @param authorities path of a PEM file with certificates that are trusted beside Java's own
 * @param allowPrivateAddresses whether a name may stand for an address of a private network
 */
public record ConnectionConfig(
    List<URI> endpoints,
    String tokenVariable,
    int connectSeconds,
    int requestSeconds,
    int silenceSeconds,
    int startSeconds,
    Map<String, String> headers,
    String organisation,
    String project,
    String proxy,
    String keystore,
    String keystorePasswordVariable,
    String authorities,
    boolean allowPrivateAddresses)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Range SECONDS = Range.whole(1, 86_400);
  private static final Range START_SECONDS = Range.whole(0, 86_400);
  private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");
  private static final String VARIABLE_WORDS =
      "the name of an environment variable in capitals, such as TEACHER_TOKEN";
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Pattern HEADER_TEXT = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]{0,998})");

  /** Headers that the client or Java writes itself. */
  private static final Set<String> OWN =
      Set.of(
          "accept",
          "accept-encoding",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Headers whose value is a secret. */
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(auth|key|token|secret|password|cookie|credential).*");

  public ConnectionConfig {
    endpoints = List.copyOf(endpoints);
    headers = Map.copyOf(headers);
  }

  /** Whether requests hold a secret that only the endpoint may see. */
  public boolean carriesSecret() {
    return !tokenVariable.isEmpty()
        || headers.values().stream().anyMatch(value -> value.startsWith("$"));
  }

  static ConnectionConfig read(Section teacher) {
    List<URI> endpoints = endpoints(teacher);
    String tokenVariable = variable(teacher, "tokenVariable");
    Map<String, String> headers =
        teacher.texts(COMPUTATION, "headers", ConnectionConfig::headerProblem);
    Section certificate = teacher.section("clientCertificate");
    String keystore = certificate.places().optionalFile("keystore");
    String password = variable(certificate, "passwordVariable");
    if (keystore.isEmpty() != password.isEmpty()) {
      certificate.problem(
          keystore.isEmpty() ? "keystore" : "passwordVariable",
          "a value, since the other key of clientCertificate has one");
    }

    ConnectionConfig connection =
        new ConnectionConfig(
            endpoints,
            tokenVariable,
            teacher.whole(COMPUTATION, "connectTimeoutSeconds", 10, SECONDS),
            teacher.whole(COMPUTATION, "requestTimeoutSeconds", 120, SECONDS),
            teacher.whole(COMPUTATION, "idleTimeoutSeconds", 60, SECONDS),
            teacher.whole(COMPUTATION, "startTimeoutSeconds", 60, START_SECONDS),
            headers,
            headerText(teacher, "organisation"),
            headerText(teacher, "project"),
            proxy(teacher),
            keystore,
            password,
            teacher.places().optionalFile("authorities"),
            teacher.yesOrNo(COMPUTATION, "allowPrivateAddresses"));
    connection.refuseOpenSecrets(teacher);
    return connection;
  }

  /** Keys of this record that a teacher of another kind does not use. */
  static void refuse(Section teacher, String why) {
    for (String key :
        List.of(
            "endpoint",
            "endpoints",
            "tokenVariable",
            "headers",
            "connectTimeoutSeconds",
            "requestTimeoutSeconds",
            "idleTimeoutSeconds",
            "startTimeoutSeconds",
            "organisation",
            "project",
            "proxy",
            "authorities",
            "allowPrivateAddresses")) {
      teacher.unused(COMPUTATION, key, "kind", why);
    }
    teacher.unusedSection(
        COMPUTATION, "clientCertificate", List.of("keystore", "passwordVariable"), "kind", why);
  }

  private static List<URI> endpoints(Section teacher) {
    Optional<URI> one =
        teacher.parsed(COMPUTATION, "endpoint", EndpointUrl::endpoint, EndpointUrl.ENDPOINT);
    List<URI> several =
        teacher.parsedList(COMPUTATION, "endpoints", EndpointUrl::endpoint, EndpointUrl.ENDPOINT);
    boolean understood =
        one.isPresent() == teacher.has("endpoint")
            && several.size() == teacher.itemCount("endpoints");
    if (!understood) {
      return List.of();
    }
    if (teacher.has("endpoint") == teacher.has("endpoints")) {
      teacher.problem(
          "endpoint",
          teacher.has("endpoint")
              ? "either endpoint or endpoints, not both"
              : EndpointUrl.ENDPOINT);
    } else if (Set.copyOf(several).size() < several.size()) {
      teacher.problem("endpoints", "each once");
    } else if (teacher.has("endpoints") && several.isEmpty()) {
      teacher.problem("endpoints", "at least one");
    }
    return one.map(List::of).orElse(several);
  }

  /** Refuses secrets over plain HTTP, where anybody in the network could read them. */
  private void refuseOpenSecrets(Section teacher) {
    for (URI url : endpoints) {
      if (carriesSecret()
          && url.getScheme().equals("http")
          && !allowPrivateAddresses
          && !EndpointUrl.isWrittenAsPrivate(url.getHost())) {
        teacher.problem(
            teacher.has("endpoint") ? "endpoint" : "endpoints",
            "https where a token or a secret header is sent; allowPrivateAddresses: true says that "
                + url.getHost()
                + " is in your own network");
      }
    }
  }

  /** The value is not shown, because some people write the secret itself here by mistake. */
  private static String variable(Section section, String key) {
    Optional<String> name = section.optionalText(COMPUTATION, key);
    if (name.isPresent() && !VARIABLE.matcher(name.get()).matches()) {
      section.hiddenProblem(key, VARIABLE_WORDS);
    }
    return name.orElse("");
  }

  private static String proxy(Section teacher) {
    return teacher
        .parsed(COMPUTATION, "proxy", EndpointUrl::proxy, EndpointUrl.PROXY)
        .map(URI::toString)
        .orElse("");
  }

  private static String headerText(Section teacher, String key) {
    Optional<String> text = teacher.optionalText(COMPUTATION, key);
    if (text.isPresent() && !HEADER_TEXT.matcher(text.get()).matches()) {
      teacher.problem(key, "a text of one line in ASCII");
    }
    return text.orElse("");
  }

  private static Optional<Section.TextProblem> headerProblem(String name, String value) {
    if (!HEADER.matcher(name).matches()) {
      return Optional.of(new Section.TextProblem("a header's name before the colon", false));
    }
    if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.of(
          new Section.TextProblem("no such header: the client writes it itself", false));
    }
    if (value.startsWith("$")) {
      return VARIABLE.matcher(value.substring(1)).matches()
          ? Optional.empty()
          : Optional.of(new Section.TextProblem("$ and " + VARIABLE_WORDS, true));
    }
    if (SECRET.matcher(name).matches()) {
      return Optional.of(
          new Section.TextProblem("$ and " + VARIABLE_WORDS + ", since it is a secret", true));
    }
    return HEADER_TEXT.matcher(value).matches()
        ? Optional.empty()
        : Optional.of(new Section.TextProblem("a text of one line in ASCII", false));
  }
}
