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
  void giveTheSmallModelTheDemosTeacher() {
    RunConfig demo = RunFile.load(CONF.resolve("demo.yaml"), List.of()).config();
    RunConfig small = RunFile.load(CONF.resolve("smollm2-local.yaml"), List.of()).config();
    assertThat(((TeacherConfig.Local) small.teacher()).model().folder())
        .isEqualTo(((TeacherConfig.Local) demo.teacher()).model().folder());
    assertThat(small.synthesis().prompt()).isEqualTo(demo.synthesis().prompt());
    assertThat(small.synthesis().seedQuestions()).isEqualTo(demo.synthesis().seedQuestions());
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
