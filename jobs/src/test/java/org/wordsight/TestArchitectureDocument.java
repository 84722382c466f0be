package org.wordsight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wordsight.jobs.table.Table;
import org.wordsight.jobs.table.Tables;

/** Every name in docs/architecture.md that is written as code must exist. */
class TestArchitectureDocument {
  private static final Path ROOT = Path.of("..");
  private static final Path DOCUMENT = ROOT.resolve("docs/architecture.md");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern DRAWING = Pattern.compile("(?s)```\n(.*?)```");
  private static final Pattern DRAWN_NAME = Pattern.compile("[A-Z]\\w*[a-z]\\w*|jobs\\.[a-z]+");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)]+)\\)");

  @Test
  void namesOnlyWhatExists() throws IOException {
    assertThat(missing(Files.readString(DOCUMENT))).isEmpty();
  }

  @Test
  void noticesNamesThatNoLongerExist() throws IOException {
    assertThat(
            missing(
                "`Main` `Lineup` `jobs` `jobs.exams` `samples` `sittings` `jobs/Main.java`"
                    + " `jobs/Exam.java` [x](tables.md) [y](chairs.md)\n"
                    + "```\nPipeline ─▶ Contestant ─▶ jobs.hall\n```\n"))
        .containsExactlyInAnyOrder(
            "Lineup",
            "jobs.exams",
            "sittings",
            "jobs/Exam.java",
            "chairs.md",
            "Contestant",
            "jobs.hall");
  }

  private static List<String> missing(String document) throws IOException {
    Set<String> known = knownNames();
    List<String> missing = new ArrayList<>();
    String text = DRAWING.matcher(document).replaceAll("");
    Stream.concat(
            CODE.matcher(text).results().map(match -> match.group(1)),
            DRAWING.matcher(document).results().flatMap(TestArchitectureDocument::drawnNames))
        .filter(name -> !known.contains(name))
        .forEach(missing::add);
    LINK.matcher(text)
        .results()
        .map(match -> match.group(1))
        .filter(link -> !Files.exists(ROOT.resolve("docs").resolve(link)))
        .forEach(missing::add);
    return missing;
  }

  private static Stream<String> drawnNames(MatchResult drawing) {
    return DRAWN_NAME.matcher(drawing.group(1)).results().map(MatchResult::group);
  }

  /** The names of classes, files with and without their last folder, packages, and tables. */
  private static Set<String> knownNames() throws IOException {
    Set<String> names = Tables.ALL.stream().map(Table::name).collect(Collectors.toSet());
    names.add("org.wordsight");
    for (String module : List.of("common", "jobs")) {
      for (String kind : List.of("main", "test")) {
        Path sources = ROOT.resolve(module).resolve("src/" + kind + "/java/org/wordsight");
        for (Path file : javaFiles(sources)) {
          String name = file.getFileName().toString();
          Path folder = file.getParent();
          names.add(name);
          names.add(folder.getFileName() + "/" + name);
          names.add(name.substring(0, name.length() - ".java".length()));
          names.add(sources.relativize(folder).toString().replace('/', '.'));
        }
      }
    }
    return new TreeSet<>(names);
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
