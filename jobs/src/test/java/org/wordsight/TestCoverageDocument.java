package org.wordsight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of docs/coverage.md is about the packages that there are. */
class TestCoverageDocument {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| `([a-z0-9.]+)` \\| (\\d+) \\| [\\d.]+ % \\| (?:[\\d.]+ %|none) \\|$");

  @Test
  void hasARowForEachPackageAndNoOther() throws IOException {
    assertThat(rows().stream().map(row -> row.group(1)).toList())
        .containsExactlyElementsOf(packages());
  }

  @Test
  void countsAllLinesOfTheTable() throws IOException {
    long lines = rows().stream().mapToLong(row -> Long.parseLong(row.group(2))).sum();
    assertThat(document()).contains(" of %,d lines and ".formatted(lines));
  }

  private static String document() throws IOException {
    return Files.readString(ROOT.resolve("docs/coverage.md"));
  }

  private static List<MatchResult> rows() throws IOException {
    return ROW.matcher(document()).results().toList();
  }

  private static Set<String> packages() throws IOException {
    Set<String> packages = new TreeSet<>();
    for (String module : List.of("common", "jobs")) {
      Path sources = ROOT.resolve(module).resolve("src/main/java/org/wordsight");
      try (Stream<Path> files = Files.walk(sources)) {
        packages.addAll(
            files
                .filter(file -> file.toString().endsWith(".java"))
                .filter(file -> !file.endsWith("package-info.java"))
                .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                .collect(Collectors.toSet()));
      }
    }
    return packages;
  }
}
