package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
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
    assertThat(demo.models().student().location().localPath()).isDirectory();
    assertThat(((TeacherConfig.Local) demo.teacher()).model().location().localPath()).isDirectory();
    assertThat(demo.synthesis().seedQuestions().localPath()).isRegularFile();
    assertThat(demo.evaluation().viva().annotation().localPath()).isRegularFile();
    assertThat(demo.evaluation().viva().images().orElseThrow().localPath()).isDirectory();
  }

  @Test
  void giveTheSmallModelTheDemosTeacher() {
    RunConfig demo = RunFile.load(CONF.resolve("demo.yaml"), List.of()).config();
    RunConfig small = RunFile.load(CONF.resolve("smollm2-local.yaml"), List.of()).config();
    assertThat(((TeacherConfig.Local) small.teacher()).model().location().localPath())
        .isEqualTo(((TeacherConfig.Local) demo.teacher()).model().location().localPath());
    assertThat(small.synthesis().prompt()).isEqualTo(demo.synthesis().prompt());
    assertThat(small.synthesis().seedQuestions()).isEqualTo(demo.synthesis().seedQuestions());
  }

  @Test
  void haveEveryKeyDescribedWithWhatItDecides() throws IOException {
    List<String> rows =
        Files.readString(Path.of("..", "docs", "run-file.md"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .toList();
    List<KeyRule> keys = RunFile.keys();

    assertThat(keys).hasSizeGreaterThan(60).doesNotHaveDuplicates();
    for (KeyRule key : keys) {
      List<String> described =
          rows.stream().filter(row -> cell(row, 0).contains("`" + key.path() + "`")).toList();
      assertThat(described).as(key.path()).hasSize(1);
      assertThat(cell(described.get(0), 1)).as(key.path()).isEqualTo(mark(key.kind()));
    }

    List<String> known = keys.stream().map(KeyRule::path).toList();
    assertThat(rows)
        .flatExtracting(row -> List.of(cell(row, 0).replaceAll("[` ]", "").split(",")))
        .allSatisfy(key -> assertThat(known).contains(key));
  }

  private static String cell(String row, int number) {
    return row.split("\\|")[number + 1].strip();
  }

  private static String mark(KeyKind kind) {
    return switch (kind) {
      case RESULT -> "result";
      case NAMED_FOLDER -> "its name";
      case COMPUTATION -> "how";
      case ADDITION -> "more";
    };
  }

  @Test
  void giveEveryNightOtherData() {
    Path nightly = CONF.resolve("nightly.yaml");
    RunFile one = RunFile.load(nightly, List.of(), LocalDate.of(2026, 1, 31));
    RunFile next = RunFile.load(nightly, List.of(), LocalDate.of(2026, 2, 1));

    assertThat(one.config().synthesis().seed()).isEqualTo(20260131);
    assertThat(next.config().synthesis().seed()).isEqualTo(20260201);
    assertThat(next.hash()).isNotEqualTo(one.hash());
    assertThat(one.date()).contains(LocalDate.of(2026, 1, 31));
  }
}
