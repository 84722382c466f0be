package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The run files that come with the repository. */
class TestShippedRunFiles {
  private static final Path CONF = Path.of("..", "conf");

  @Test
  void areAllReadWithoutAProblem() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      List<Path> runFiles =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertThat(runFiles).hasSizeGreaterThan(4);
      for (Path file : runFiles) {
        String name = file.getFileName().toString().replace(".yaml", "");
        assertThat(RunFile.load(file, List.of()).config().name())
            .as(file.toString())
            .isEqualTo(name);
      }
    }
  }

  @Test
  void nameFoldersOfTheRepositoryInTheDemo() {
    RunConfig demo = RunFile.load(CONF.resolve("demo.yaml"), List.of()).config();
    assertThat(demo.models().student().folder()).isDirectory();
    assertThat(((TeacherConfig.Local) demo.teacher()).model().folder()).isDirectory();
    assertThat(Path.of(demo.synthesis().seedQuestions())).isRegularFile();
    assertThat(Path.of(demo.evaluation().viva().annotation())).isRegularFile();
    assertThat(Path.of(demo.evaluation().viva().images().orElseThrow())).isDirectory();
  }

  @Test
  void takeTheOverridesThatTheSmallModelsHeaderShows() {
    List<String> overrides =
        List.of(
            "teacher.kind=local",
            "teacher.temperature=0.9",
            "synthesis.seedQuestions=conf/demo/seeds.json",
            "synthesis.examplesPerCall=2",
            "synthesis.prompt=\"Write 5 decision questions as a JSON list.\\n_example_\"",
            "synthesis.rules=[rationale-names-answer]",
            "synthesis.maximumNewTokens=560",
            "synthesis.maximumRequests=600",
            "curation.nearDuplicate.threshold=0.9",
            "split.train=1000",
            "split.validation=100",
            "split.subsets=[1000]");
    RunConfig config = RunFile.load(CONF.resolve("smollm2.yaml"), overrides).config();
    assertThat(config.synthesis().prompt())
        .contains("Write 5 decision questions as a JSON list.\n_example_");
    assertThat(config.split().wanted()).isEqualTo(1100);
  }

  @Test
  void haveEveryKeyDescribed() throws IOException {
    String described = Files.readString(Path.of("..", "docs", "run-file.md"));
    String resolved = RunFile.load(CONF.resolve("demo.yaml"), List.of()).resolvedYaml();
    Map<String, String> leaves = new LinkedHashMap<>();
    Leaves.collect("", new YAMLMapper().readTree(resolved), leaves);

    assertThat(leaves).hasSizeGreaterThan(40);
    assertThat(leaves.keySet()).allSatisfy(key -> assertThat(described).contains("`" + key + "`"));
  }
}
