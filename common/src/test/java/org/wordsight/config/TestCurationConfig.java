package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestCurationConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).curation())
        .isEqualTo(
            new CurationConfig(0.7, 1, Optional.empty(), List.of(CurationConfig.Benchmark.VIVA)));
  }

  @Test
  void comparesByMeaningWhereAThresholdOrAnEmbedderIsGiven() throws IOException {
    assertThat(RunFiles.with(folder, "curation", "semantic.threshold=0.95").curation().semantic())
        .contains(
            new SemanticConfig(
                OptionalDouble.of(0.95),
                SemanticConfig.EmbedderKind.MINILM,
                Optional.empty(),
                Optional.empty()));
    assertThat(
            RunFiles.with(folder, "curation.semantic", "embedder=words", "pairs=pairs.jsonl")
                .curation()
                .semantic())
        .contains(
            new SemanticConfig(
                OptionalDouble.empty(),
                SemanticConfig.EmbedderKind.WORDS,
                Optional.empty(),
                Optional.of(Location.local(Path.of("pairs.jsonl")))));
    assertThat(
            RunFiles.with(folder, "curation.semantic", "embedder=minilm", "path=minilm")
                .curation()
                .semantic()
                .orElseThrow()
                .path())
        .contains(Location.local(Path.of("minilm")));
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "1.01", "NaN"})
  void refusesAThresholdThatIsNoCosine(String threshold) {
    assertThatThrownBy(() -> RunFiles.with(folder, "curation", "semantic.threshold=" + threshold))
        .hasMessageContaining("curation.semantic.threshold")
        .hasMessageContaining("expected a number of at least 0.1 and at most 1");
  }

  @Test
  void refusesKeysThatAnotherEmbedderWouldUse() {
    assertThatThrownBy(
            () -> RunFiles.with(folder, "curation.semantic", "embedder=student", "path=minilm"))
        .hasMessageContaining("curation.semantic.path")
        .hasMessageContaining("no such key unless curation.semantic.embedder is minilm");
    assertThatThrownBy(() -> RunFiles.with(folder, "curation.semantic", "pairs=pairs.jsonl"))
        .hasMessageContaining("curation.semantic.pairs")
        .hasMessageContaining("expected curation.semantic.embedder or threshold too");
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
        .isEqualTo(new CurationConfig(0.9, 1, Optional.empty(), List.of()));
  }
}
