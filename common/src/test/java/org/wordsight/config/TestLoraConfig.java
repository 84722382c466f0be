package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestLoraConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).lora())
        .isEqualTo(new LoraConfig(32, 16, 0.05, LoraConfig.Targets.LANGUAGE_PROJECTIONS));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "lora",
                    "rank=8",
                    "alpha=4",
                    "dropout=0",
                    "targets=language-projections")
                .lora())
        .isEqualTo(new LoraConfig(8, 4, 0, LoraConfig.Targets.LANGUAGE_PROJECTIONS));
  }
}
