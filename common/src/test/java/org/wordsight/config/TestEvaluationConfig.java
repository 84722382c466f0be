package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestEvaluationConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).evaluation())
        .isEqualTo(
            new EvaluationConfig(
                new EvaluationConfig.Viva(
                    Location.local(folder.resolve("viva.json")),
                    Optional.of(Location.local(folder.resolve("images")))),
                List.of(EvaluationConfig.Arm.IMAGE),
                OptionalInt.empty(),
                16,
                32,
                96,
                new EvaluationConfig.Prompts(
                    Optional.empty(), Optional.empty(), Optional.empty())));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "evaluation",
                    "viva={annotation: /a.json, images: null}",
                    "arms=[given]",
                    "limit=5",
                    "batchSize=2",
                    "maximumAnswerTokens=4",
                    "maximumCaptionTokens=8",
                    "prompts={image: \"{options}?\", caption: c, text: \"{situation}{options}\"}")
                .evaluation())
        .isEqualTo(
            new EvaluationConfig(
                new EvaluationConfig.Viva(Location.local(Path.of("/a.json")), Optional.empty()),
                List.of(EvaluationConfig.Arm.GIVEN),
                OptionalInt.of(5),
                2,
                4,
                8,
                new EvaluationConfig.Prompts(
                    Optional.of("{options}?"),
                    Optional.of("c"),
                    Optional.of("{situation}{options}"))));
  }

  @Test
  void namesEachBadItemOfAListByItsPlace() {
    assertThatThrownBy(
            () -> RunFiles.with(folder, "evaluation", "arms=[sight, image, sight]").evaluation())
        .hasMessageContaining("evaluation.arms[0] (--set) is \"sight\"")
        .hasMessageContaining("evaluation.arms[2] (--set) is \"sight\"");
  }
}
