package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.config.TeacherConfig.MaximumTokensField;
import org.wordsight.config.TeacherConfig.StructuredOutput;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.money.Prices;

/** The keys of a teacher of kind openai. */
class TestOpenAiConfig {
  private static final String LEAST =
      RunFiles.LEAST.replace(
          "{kind: self}", "{kind: openai, model: gpt-4o, endpoint: 'https://host.example/v1'}");

  @TempDir Path folder;

  @Test
  void hasTheDefaultsOfTheDocument() throws IOException {
    TeacherConfig.OpenAi teacher = teacher();

    assertThat(teacher.name()).isEqualTo("gpt-4o");
    assertThat(teacher.connection())
        .isEqualTo(
            new ConnectionConfig(
                List.of(URI.create("https://host.example/v1")),
                "",
                10,
                120,
                60,
                60,
                Map.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                false));
    assertThat(teacher.limits()).isEqualTo(new LimitsConfig(64, 0, 0));
    assertThat(teacher.limits().requestsPerMinute()).isEmpty();
    assertThat(teacher.priced()).isFalse();
    assertThat(teacher.structuredOutput()).isEqualTo(StructuredOutput.AUTO);
    assertThat(teacher.logProbabilities()).isFalse();
    assertThat(teacher.maximumTokensField()).isEqualTo(MaximumTokensField.AUTO);
  }

  @Test
  void readsEveryKey() throws IOException {
    TeacherConfig.OpenAi teacher =
        teacher(
            "endpoint=null",
            "endpoints=['http://10.1.2.3:8000/v1/', 'https://host.example:8443/a/v1']",
            "tokenVariable=TEACHER_TOKEN",
            "connectTimeoutSeconds=3",
            "requestTimeoutSeconds=600",
            "idleTimeoutSeconds=30",
            "startTimeoutSeconds=900",
            "headers={X-Team: research, api-key: $AZURE_KEY}",
            "organisation=org-1",
            "project=proj-2",
            "proxy='http://proxy.example:3128'",
            "clientCertificate={keystore: /keys/c.p12, passwordVariable: KEYSTORE_PASSWORD}",
            "authorities=/keys/ca.pem",
            "allowPrivateAddresses=true",
            "maximumInFlight=512",
            "requestsPerMinute=500",
            "tokensPerMinute=30_000",
            "prices={input: 2.50, cachedInput: 1.25, output: 10, batch: 0.50}",
            "structuredOutput=off",
            "logProbabilities=true",
            "maximumTokensField=max-completion-tokens",
            "temperature=0.7",
            "topP=0.9");

    assertThat(teacher)
        .isEqualTo(
            new TeacherConfig.OpenAi(
                "gpt-4o",
                new ConnectionConfig(
                    List.of(
                        URI.create("http://10.1.2.3:8000/v1"),
                        URI.create("https://host.example:8443/a/v1")),
                    "TEACHER_TOKEN",
                    3,
                    600,
                    30,
                    900,
                    Map.of("X-Team", "research", "api-key", "$AZURE_KEY"),
                    "org-1",
                    "proj-2",
                    "http://proxy.example:3128",
                    "/keys/c.p12",
                    "KEYSTORE_PASSWORD",
                    "/keys/ca.pem",
                    true),
                new LimitsConfig(512, 500, 30_000),
                new Prices(new BigDecimal("2.5"), new BigDecimal("1.25"), new BigDecimal("1E+1")),
                true,
                new BigDecimal("0.5"),
                StructuredOutput.OFF,
                true,
                MaximumTokensField.MAX_COMPLETION_TOKENS,
                0.7,
                0.9));
  }

  @Test
  void comesBackFromTheResolvedFile() throws IOException {
    RunFile file =
        load(
            "prices={input: 2.50, output: 10}",
            "headers={X-Team: research}",
            "structuredOutput=on",
            "clientCertificate={keystore: c.p12, passwordVariable: P}");

    RunFile again = RunFiles.load(folder, file.resolvedYaml());

    assertThat(again.hash()).isEqualTo(file.hash());
    assertThat(again.config().teacher()).isEqualTo(file.config().teacher());
    assertThat(Identity.stored(file.identityYaml()).values()).isEqualTo(file.identity().values());
    assertThat(again.computesOtherwise(file.resolvedYaml())).isEmpty();
  }

  @Test
  void leavesThePlaceAndThePriceOutOfTheIdentity() throws IOException {
    String hash = load().hash();
    for (String how :
        List.of(
            "endpoint='http://localhost:8000/v1'",
            "tokenVariable=OTHER",
            "maximumInFlight=7",
            "tokensPerMinute=100000",
            "prices={input: 1, output: 2}",
            "requestTimeoutSeconds=9",
            "headers={X-Team: research}",
            "maximumTokensField=max-tokens")) {
      assertThat(load(how).hash()).as(how).isEqualTo(hash);
    }
    for (String result :
        List.of("model=other", "structuredOutput=off", "logProbabilities=true", "topP=0.9")) {
      assertThat(load(result).hash()).as(result).isNotEqualTo(hash);
    }
    assertThat(
            load("requestTimeoutSeconds=9", "prices={input: 1, output: 2}")
                .computesOtherwise(load("prices={input: 3, output: 2}").resolvedYaml()))
        .containsExactly("teacher.requestTimeoutSeconds: 120 → 9", "teacher.prices.input: 3 → 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host.example/v1",
        "ftp://host.example/v1",
        "https:///v1",
        "https://host.example:0/v1",
        "https://host.example:99999/v1",
        "https://my_host/v1",
        "https://host.example/v1/chat/completions",
        "https://host.example/a/../v1",
        "https://höst.example/v1",
        "https://host.example/v 1",
        "file:///etc/passwd"
      })
  void refusesAnEndpointThatIsNoPlainUrl(String url) {
    assertThatThrownBy(() -> teacher("endpoint='" + url + "'"))
        .hasMessageContaining(
            "teacher.endpoint (--set) is \"" + url + "\", expected https://HOST/v1 or")
        .satisfies(TestOpenAiConfig::isUsage);
  }

  @Test
  void takesTheVersionOfAzuresInterface() throws IOException {
    String url = "https://me.openai.azure.com/openai/deployments/gpt-4o";
    assertThat(teacher("endpoint='" + url + "/?api-version=2024-10-21'").connection().endpoints())
        .containsExactly(URI.create(url + "?api-version=2024-10-21"));
    assertThatThrownBy(() -> teacher("endpoint='" + url + "?api-version=2024-10-21&key=hunter2'"))
        .hasMessageContaining("holds what may be a secret")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:hunter2@host.example/v1",
        "https://hunter2@host.example/v1",
        "https://host.example/v1?key=hunter2",
        "https://host.example/v1#hunter2"
      })
  void neverShowsAUrlThatHoldsASecret(String url) {
    for (String key : List.of("endpoint='" + url + "'", "proxy='" + url + "'")) {
      assertThatThrownBy(() -> teacher(key))
          .hasMessageContaining("holds what may be a secret (not shown), expected http")
          .hasMessageNotContaining("hunter2");
    }
    assertThatThrownBy(() -> teacher("endpoint=null", "endpoints=['" + url + "']"))
        .hasMessageContaining("teacher.endpoints[0] (--set) holds what may be a secret")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> teacher("endpoints='" + url + "'"))
        .hasMessageContaining("teacher.endpoints (--set) holds what may be a secret")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void neverShowsASecretThatIsInThePlaceOfItsVariable() {
    assertThatThrownBy(() -> teacher("tokenVariable=sk-hunter2"))
        .hasMessageContaining(
            "teacher.tokenVariable (--set) holds what may be a secret (not shown), expected the name"
                + " of an environment variable in capitals, such as TEACHER_TOKEN")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> teacher("headers={Authorization: Bearer hunter2}"))
        .hasMessageContaining(
            "teacher.headers.Authorization (--set) holds what may be a secret (not shown), expected $")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(
            () -> teacher("clientCertificate={keystore: k.p12, passwordVariable: hunter2}"))
        .hasMessageContaining("teacher.clientCertificate.passwordVariable")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void refusesHeadersThatTheClientWrites() {
    assertThatThrownBy(() -> teacher("headers={Content-Type: text/plain, 'X Y': a, X-Z: 'é'}"))
        .hasMessageContaining("3 problems")
        .hasMessageContaining("expected no such header: the client writes it itself")
        .hasMessageContaining("expected a header's name before the colon")
        .hasMessageContaining("expected a text of one line in ASCII");
  }

  @Test
  void sendsNoSecretOverPlainHttpUnlessTheHostIsPrivate() throws IOException {
    String open = "endpoint='http://host.example/v1'";
    assertThatThrownBy(() -> teacher(open, "tokenVariable=T"))
        .hasMessageContaining(
            "expected https where a token or a secret header is sent; allowPrivateAddresses: true"
                + " says that host.example is in your own network");
    assertThat(teacher(open).connection().carriesSecret()).isFalse();
    assertThat(teacher(open, "tokenVariable=T", "allowPrivateAddresses=true")).isNotNull();
    for (String host : List.of("localhost", "127.0.0.1", "[::1]", "192.168.7.7", "172.31.0.1")) {
      assertThat(teacher("endpoint='http://" + host + ":8000/v1'", "tokenVariable=T")).isNotNull();
    }
  }

  @Test
  void asksForOneEndpointOrAList() {
    assertThatThrownBy(() -> teacher("endpoint=null"))
        .hasMessageContaining("teacher.endpoint (line 4) is not given, expected https://HOST/v1");
    assertThatThrownBy(() -> teacher("endpoints=['https://a/v1']"))
        .hasMessageContaining("expected either endpoint or endpoints, not both");
    assertThatThrownBy(
            () -> teacher("endpoint=null", "endpoints=['https://a/v1', 'https://a/v1/']"))
        .hasMessageContaining("expected each once");
    assertThatThrownBy(() -> teacher("model=null"))
        .hasMessageContaining("teacher.model")
        .hasMessageContaining("expected the model's name at the endpoint");
  }

  @Test
  void refusesABudgetWithoutPricesOrBelowOneAnswer() throws IOException {
    assertThatThrownBy(() -> run("synthesis.budgetDollars=5"))
        .hasMessageContaining(
            "synthesis.budgetDollars (--set) is 5, expected teacher.prices too, since a cost is"
                + " counted with prices");
    assertThatThrownBy(
            () -> run("synthesis.budgetDollars=0.02", "teacher.prices={input: 2.5, output: 10}"))
        .hasMessageContaining(
            "expected at least the cost of one answer of synthesis.maximumNewTokens tokens,"
                + " $0.020480");
    assertThat(run("synthesis.budgetDollars=0.03", "teacher.prices={input: 2.5, output: 10}"))
        .isNotNull();
  }

  @Test
  void refusesIncompleteOrWrongPrices() {
    assertThatThrownBy(() -> teacher("prices={input: 2.5}"))
        .hasMessageContaining("teacher.prices.output (--set) is not given, expected dollars");
    assertThatThrownBy(() -> teacher("prices={input: 2.5, cachedInput: 3, output: 1}"))
        .hasMessageContaining(
            "teacher.prices.cachedInput (--set) is 3, expected at most the price of input");
    assertThatThrownBy(() -> teacher("prices={input: -1, output: free}"))
        .hasMessageContaining("teacher.prices.input (--set) is -1, expected a number of at least 0")
        .hasMessageContaining("teacher.prices.output (--set) is \"free\"");
    assertThatThrownBy(() -> teacher("prices={input: 2.5, output: 10, batch: 50}"))
        .hasMessageContaining(
            "teacher.prices.batch (--set) is 50, expected a number of at least 0");
    assertThatThrownBy(() -> teacher("prices={batch: 0.5}"))
        .hasMessageContaining("teacher.prices.input (--set) is not given, expected dollars");
  }

  @Test
  void refusesALimitBelowOneAnswer() {
    assertThatThrownBy(() -> teacher("tokensPerMinute=2000"))
        .hasMessageContaining("synthesis.maximumNewTokens")
        .hasMessageContaining("expected at most teacher.tokensPerMinute, which is 2000");
  }

  @Test
  void refusesKeysOfAnotherKind() {
    assertThatThrownBy(() -> teacher("path=/t", "precision=float32"))
        .hasMessageContaining("teacher.path (--set) is \"/t\", expected no such key: a teacher of")
        .hasMessageContaining("2 problems");
  }

  @Test
  void asksForBothKeysOfACertificate() {
    assertThatThrownBy(() -> teacher("clientCertificate={keystore: k.p12}"))
        .hasMessageContaining("teacher.clientCertificate.passwordVariable")
        .hasMessageContaining("since the other key of clientCertificate has one");
    assertThatThrownBy(() -> teacher("authorities='s3a://bucket/ca.pem'"))
        .hasMessageContaining("expected a path on a local or mounted disk");
  }

  private TeacherConfig.OpenAi teacher(String... keyValues) throws IOException {
    return (TeacherConfig.OpenAi) load(keyValues).config().teacher();
  }

  private RunFile load(String... keyValues) throws IOException {
    List<String> overrides = new ArrayList<>();
    for (String keyValue : keyValues) {
      overrides.add("teacher." + keyValue);
    }
    return run(overrides.toArray(String[]::new));
  }

  private RunFile run(String... overrides) throws IOException {
    return RunFiles.load(folder, LEAST, overrides);
  }

  private static void isUsage(Throwable thrown) {
    assertThat(((WordsightException) thrown).exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
