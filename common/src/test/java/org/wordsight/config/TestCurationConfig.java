package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.config.DecontaminationConfig.Viva;
import org.wordsight.contamination.ContaminationRules;
import org.wordsight.contamination.Rule;

class TestCurationConfig {
  @TempDir Path folder;

  @Test
  void hasThePapersDefaults() throws IOException {
    assertThat(RunFiles.least(folder).curation())
        .isEqualTo(
            new CurationConfig(
                0.7,
                1,
                Optional.empty(),
                new DecontaminationConfig(List.of(new Viva()), ContaminationRules.STANDARD),
                SelectionConfig.usual()));
  }

  @Test
  void comparesByMeaningIfAThresholdOrAnEmbedderIsGiven() throws IOException {
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
        .isEqualTo(
            new CurationConfig(
                0.9,
                1,
                Optional.empty(),
                new DecontaminationConfig(List.of(), ContaminationRules.STANDARD),
                SelectionConfig.usual()));
  }

  @Test
  void readsRulesOfContamination() throws IOException {
    assertThat(
            RunFiles.with(
                    folder,
                    "curation.contamination",
                    "coverage=0.6",
                    "contained=4",
                    "jaccard=0.5",
                    "options=0.55",
                    "flag=[options, jaccard]")
                .curation()
                .decontamination()
                .rules())
        .isEqualTo(
            new ContaminationRules(
                0.6, 4, 0.5, 0.55, ContaminationRules.NEVER, Set.of(Rule.OPTIONS, Rule.JACCARD)));
  }

  @Test
  void readsBenchmarksInFiles() throws IOException {
    RunFile file =
        RunFiles.load(
            folder,
            RunFiles.LEAST
                + """
                curation:
                  decontaminate: [viva, {name: morals, path: other/morals.jsonl},
                                  {name: far, path: 's3a://bucket/far.jsonl'}]
                """);
    assertThat(file.config().curation().decontamination().benchmarks())
        .containsExactly(
            new Viva(),
            new DecontaminationConfig.File(
                "morals", Location.local(folder.resolve("other/morals.jsonl"))),
            new DecontaminationConfig.File(
                "far", LocationReader.read("s3a://bucket/far.jsonl", folder)));
    assertThat(file.identity().values())
        .containsEntry(
            "curation.decontaminate",
            "[viva, morals: other/morals.jsonl, far: s3a://bucket/far.jsonl]")
        .isEqualTo(Identity.stored(file.identityYaml()).values());
    assertThat(file.resolvedYaml().replaceAll("\\s+", " "))
        .contains("name: morals path: " + folder.resolve("other/morals.jsonl"));
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "decontaminate|viva|is \"viva\", expected a list of viva and mappings with name and path",
        "decontaminate|[mmlu]|[0] (--set) is \"mmlu\", expected a list of viva and mappings",
        "decontaminate|[viva, viva]|expected each name once",
        "decontaminate|[{name: viva, path: x}]|[0].name (--set) is \"viva\", expected 1 to 40 small",
        "decontaminate|[{name: A b, path: x}]|[0].name (--set) is \"A b\", expected 1 to 40 small",
        "decontaminate|[{path: x}]|[0].name (--set) is not given, expected a name for the benchmark",
        "decontaminate|[{name: x}]|[0].path (--set) is not given, expected a path",
        "decontaminate|[{name: x, path: y, file: z}]|[0].file (--set) is not a known key",
        "decontaminate|[[viva]]|expected a list of viva and mappings with name and path",
        "contamination.coverage|1|expected a number of at least 0.1 and at most 0.99",
        "contamination.jaccard|0|expected a number of at least 0.1 and at most 1",
        "contamination.options|1.5|expected a number of at least 0.1 and at most 0.99",
        "contamination.contained|8|expected a whole number of at least 1 and at most 7",
        "contamination.cosine|0.9|is 0.9, expected curation.semantic.embedder too, which makes the",
        "contamination.flag|[options]|expected curation.contamination.options too, since the rule",
        "contamination.flag|[cosine]|expected curation.contamination.cosine too, since the rule",
        "contamination.flag|[drop]|ngram-coverage, contained, jaccard, options, cosine",
      })
  void namesEachProblem(String key, String value, String message) {
    assertThatThrownBy(() -> RunFiles.with(folder, "curation", key + "=" + value))
        .hasMessageContaining("curation." + key)
        .hasMessageContaining(message);
  }
}
