package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSplitConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).split())
        .isEqualTo(new SplitConfig(30_000, 1_000, List.of(10_000, 20_000, 30_000), 42));
    assertThat(RunFiles.with(folder, "split", "train=7").split().subsets()).containsExactly(7);
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(folder, "split", "train=9", "validation=0", "subsets=[3, 9]", "seed=1")
                .split())
        .isEqualTo(new SplitConfig(9, 0, List.of(3, 9), 1));
  }
}
