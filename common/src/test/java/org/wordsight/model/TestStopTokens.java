package org.wordsight.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chat template of this checkpoint ends a turn with token 301. */
class TestStopTokens {
  private static final String GENERATION = "generation_config.json";

  @TempDir private Path folder;
  private BrokenCheckpoint checkpoint;

  @BeforeEach
  void copy() throws IOException {
    checkpoint = BrokenCheckpoint.copyOf("qwen2", folder);
  }

  @Test
  void findNoProblemIfTheEndOfTurnStops() {
    assertThat(StopTokens.read(folder).ids()).contains(301);
    assertThat(StopTokens.problem("models.student", folder)).isEmpty();
  }

  @Test
  void sayThatAnswersWouldNotEnd() throws IOException {
    checkpoint.editJson(GENERATION, v -> v.putArray("eos_token_id").add(302).add(300));
    assertThat(StopTokens.problem("models.student", folder))
        .hasValue(
            "models.student does not end its answers: its chat template ends a turn with \"<|end|>\" (token 301), but eos_token_id in generation_config.json is [300, 302]. Its answers go on to the limit and are not read as letters. Add the token to eos_token_id in generation_config.json.");
  }

  @Test
  void areThoseOfTheConfigurationIfNoOtherFileNamesThem() throws IOException {
    checkpoint.delete(GENERATION);
    assertThat(StopTokens.read(folder)).hasToString("StopTokens[file=config.json, ids=[301]]");
    checkpoint.editJson("config.json", v -> v.remove("eos_token_id"));
    assertThat(StopTokens.problem("the teacher", folder).orElseThrow())
        .startsWith("the teacher does not end its answers")
        .contains("eos_token_id in config.json is missing");
  }
}
