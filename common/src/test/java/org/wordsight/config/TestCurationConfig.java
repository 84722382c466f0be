package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCurationConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).curation())
        .isEqualTo(
            new CurationConfig(
                0.7, 1, List.of(CurationConfig.Benchmark.VIVA), SelectionConfig.usual()));
  }

  @Test
  void readsEveryKey() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "curation",
                    "nearDuplicate.threshold=0.9",
                    "semantic=null",
                    "decontaminate=[]")
                .curation())
        .isEqualTo(new CurationConfig(0.9, 1, List.of(), SelectionConfig.usual()));
  }
}
