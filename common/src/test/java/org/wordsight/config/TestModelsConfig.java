package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.model.Precision;

class TestModelsConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    ModelsConfig models = RunFiles.least(folder).models();

    assertThat(models.student().precision()).isEqualTo(Precision.BFLOAT16);
    assertThat(models.llm()).isEmpty();
    assertThat(models.captioner()).isEmpty();
  }

  @Test
  void readsEveryKey() throws IOException {
    ModelsConfig models =
        RunFiles.with(
                folder,
                "models",
                "student={path: /s, precision: float32}",
                "llm={path: /l, precision: float16}",
                "captioner={path: \"file:///c\", precision: bfloat16}")
            .models();

    assertThat(models)
        .isEqualTo(
            new ModelsConfig(
                new ModelConfig("/s", Precision.FLOAT32),
                Optional.of(new ModelConfig("/l", Precision.FLOAT16)),
                Optional.of(new ModelConfig("/c", Precision.BFLOAT16))));
  }
}
