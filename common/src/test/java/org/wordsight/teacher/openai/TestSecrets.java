package org.wordsight.teacher.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.config.ConnectionConfig;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestSecrets {
  private static final String TOKEN = "p/q+\"hunter2\"==";

  @Test
  void areOnlyInTheHeaders() {
    Secrets secrets = Secrets.of(connection(), Map.of("T", TOKEN, "AZURE_KEY", "azure-9876")::get);

    assertThat(secrets.headers())
        .containsEntry("Authorization", "Bearer " + TOKEN)
        .containsEntry("api-key", "azure-9876")
        .containsEntry("X-Team", "research")
        .containsEntry("OpenAI-Organization", "org-1")
        .containsEntry("OpenAI-Project", "proj-2");
    assertThat(secrets.toString()).isEqualTo("Secrets");
  }

  @Test
  void areHiddenInEveryFormThatCanComeBack() {
    Secrets secrets = Secrets.of(connection(), Map.of("T", TOKEN, "AZURE_KEY", "azure-9876")::get);

    assertThat(
            secrets.hide(
                "Bearer p/q+\"hunter2\"==, p/q+\\\"hunter2\\\"==, p%2Fq%2B%22hunter2%22%3D%3D,"
                    + " cC9xKyJodW50ZXIyIj09, azure-9876."))
        .isEqualTo("Bearer [secret], [secret], [secret], [secret], [secret].");
    assertThat(secrets.hideInMessage("Incorrect API key provided: sk-abc1***********wxyz."))
        .doesNotContain("abc1")
        .startsWith("Incorrect API key provided: [secret]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EMPTY", "none", "LM-Studio", "sk-no-key-required", "null", "2000"})
  void leavesAnswersAloneWhereASecretIsOnlyAWord(String word) {
    Secrets secrets = Secrets.of(connection(), Map.of("T", word, "AZURE_KEY", "azure-9876")::get);
    String answer = "{\"a\":null,\"b\":2000,\"c\":\"none of EMPTY LM-Studio sk-no-key-required\"}";

    assertThat(secrets.hide(answer)).isEqualTo(answer);
    assertThat(secrets.hideInMessage("the key " + word + " is wrong"))
        .isEqualTo("the key [secret] is wrong");
  }

  @Test
  void areHiddenAlsoWhereTheyHaveLettersAlone() {
    String token = "kqzvhtrwplmnbxcd";
    Secrets secrets = Secrets.of(connection(), Map.of("T", token, "AZURE_KEY", "azure-9876")::get);

    assertThat(secrets.hide("{\"id\":\"" + token + "-1\"}")).isEqualTo("{\"id\":\"[secret]-1\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "absent | is not set",
        "empty | is empty",
        "blank | is empty",
        "newline | holds a line break",
        "space | holds a space or a character that is not ASCII",
        "letter | holds a space or a character that is not ASCII",
        "control | holds a space or a character that is not ASCII"
      })
  void refusesAVariableWithoutAUsableValue(String kind, String seen) {
    Map<String, String> environment = new HashMap<>(Map.of("AZURE_KEY", "azure-9876"));
    switch (kind) {
      case "empty" -> environment.put("T", "");
      case "blank" -> environment.put("T", "  ");
      case "newline" -> environment.put("T", "hunter2\n");
      case "space" -> environment.put("T", "hunter2 hunter2");
      case "letter" -> environment.put("T", "hunter2é");
      case "control" -> environment.put("T", "hunter2\u0007");
      default -> {}
    }

    assertThatThrownBy(() -> Secrets.of(connection(), environment::get))
        .hasMessage(
            "Cannot ask the teacher: the environment variable T, which teacher.tokenVariable names, "
                + seen
                + ", expected a secret of visible ASCII characters. Set it where the command starts,"
                + " and for executors in their own environment.")
        .satisfies(
            thrown ->
                assertThat(((WordsightException) thrown).exitCode()).isEqualTo(ExitCode.INPUT));
  }

  private static ConnectionConfig connection() {
    return new ConnectionConfig(
        List.of(URI.create("https://host.example/v1")),
        "T",
        1,
        1,
        1,
        0,
        Map.of("X-Team", "research", "api-key", "$AZURE_KEY"),
        "org-1",
        "proj-2",
        "",
        "",
        "",
        "",
        false);
  }
}
