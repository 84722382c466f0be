package org.wordsight.jobs.query;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Sessions;

class TestReadableFolders {
  @TempDir Path folder;
  private Path warehouse;
  private Path other;

  @BeforeEach
  void makeFolders() throws IOException {
    folder = folder.toRealPath();
    warehouse = Files.createDirectories(folder.resolve("warehouse"));
    other = Files.createDirectories(folder.resolve("warehouse-of-others"));
    Files.createDirectories(warehouse.resolve("table/run_id=a"));
    Files.writeString(warehouse.resolve("table/run_id=a/part.csv"), "a\n");
    Files.writeString(other.resolve("secret.csv"), "secret\n");
  }

  @Test
  void readsFilesUnderTheWarehouse() {
    allows(warehouse.toString());
    allows(warehouse + "/table");
    allows(warehouse + "/table/run_id=a/part.csv");
    allows(warehouse + "/table/*/*.csv");
    allows(warehouse + "/table/../table/{run_id=a,none}");
    allows("file:" + warehouse + "/table");
    allows("file://" + warehouse + "/table");
    allows(Path.of("").toAbsolutePath().relativize(warehouse) + "/table");
  }

  @Test
  void leavesMissingFilesToSpark() {
    allows(warehouse + "/none");
    allows(folder + "/none");
    allows(folder + "/none*");
  }

  @Test
  void refusesFilesOfOtherFolders() {
    refuses(other.toString());
    refuses(other + "/secret.csv");
    refuses(warehouse + "/../warehouse-of-others");
    refuses(warehouse + "/table/../../warehouse-of-others/secret.csv");
    refuses("file:" + other);
    refuses("FILE:" + other);
    refuses(Path.of("").toAbsolutePath().relativize(other).toString());
    refuses("/");
    refuses(folder.toString());
  }

  @Test
  void refusesAPatternThatReachesOtherFolders() {
    refuses(folder + "/*");
    refuses(folder + "/warehouse*");
    refuses(folder + "/{warehouse,warehouse-of-others}");
    refuses(folder + "/warehouse-[o]f-others/secret.csv");
    refuses(folder + "/warehouse?of-others");
  }

  @Test
  void readsACommaAsPartOfAName() throws IOException {
    Path both = Files.createDirectories(folder.resolve("warehouse,other"));
    refuses(both.toString());
  }

  @Test
  void refusesOtherFileSystemsWithoutOpeningThem() {
    for (String path :
        List.of(
            "http://localhost:1/x",
            "ftp://localhost:1/x",
            "s3a://bucket/x",
            "hdfs://localhost:1/x",
            "file://elsewhere/x",
            "har:///x.har",
            "unknown:/x")) {
      refuses(path);
    }
  }

  @Test
  void followsLinks() throws IOException {
    Files.createSymbolicLink(warehouse.resolve("link"), other);
    refuses(warehouse + "/link");
    refuses(warehouse + "/link/secret.csv");
    refuses(warehouse + "/l*");
    refuses(warehouse.toString());

    Path alias = Files.createSymbolicLink(folder.resolve("alias"), warehouse.resolve("table"));
    allows(alias.toString());
  }

  @Test
  void opensAWarehouseThatIsALinkItself() throws IOException {
    Path alias = Files.createSymbolicLink(folder.resolve("alias"), warehouse);
    assertThatCode(
            () ->
                ReadableFolders.of(alias.toString(), List.of(), Sessions.hadoop())
                    .require("csv", alias + "/table"))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesALinkThatReturnsToItsFolder() throws IOException {
    Files.createSymbolicLink(warehouse.resolve("table/again"), warehouse);
    assertThatThrownBy(() -> readable().require("csv", warehouse + "/table"))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("expected the path of a file that can be read");
  }

  @Test
  void refusesAPipe() throws IOException, InterruptedException {
    Process made = new ProcessBuilder("mkfifo", warehouse + "/table/pipe").start();
    assertThatCode(made::waitFor).doesNotThrowAnyException();
    assertThatThrownBy(() -> readable().require("csv", warehouse + "/table"))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("which holds " + warehouse + "/table/pipe, expected regular files");
  }

  @Test
  void refusesATextThatIsNoPath() {
    for (String path : List.of("", "file:relative", ":")) {
      assertThatThrownBy(() -> readable().require("csv", path))
          .isInstanceOf(WordsightException.class)
          .hasMessageStartingWith("Cannot run the query: it reads csv.`" + path + "`");
    }
  }

  @Test
  void readsAFolderThatIsAdded() {
    assertThatCode(() -> readable(other.toString()).require("csv", other + "/secret.csv"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> readable(other.toString()).require("csv", folder.toString()))
        .hasMessageContaining("a file under " + warehouse + ", " + other + ". Add --files");
  }

  @Test
  void refusesToAddAPathThatIsNoFolder() {
    for (String none : List.of(other + "/secret.csv", folder + "/none", "", "unknown:/x")) {
      assertThatThrownBy(() -> readable(none))
          .isInstanceOf(WordsightException.class)
          .hasMessageStartingWith("Cannot read files: --files is " + none + ", expected a folder")
          .extracting(e -> ((WordsightException) e).exitCode())
          .isEqualTo(ExitCode.USAGE);
    }
  }

  private void allows(String path) {
    assertThatCode(() -> readable().require("csv", path)).as(path).doesNotThrowAnyException();
  }

  private void refuses(String path) {
    assertThatThrownBy(() -> readable().require("csv", path))
        .as(path)
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot run the query: it reads csv.`" + path + "`")
        .hasMessageContaining("expected a table, or a file under " + warehouse);
  }

  private ReadableFolders readable(String... added) {
    return ReadableFolders.of(warehouse.toString(), List.of(added), Sessions.hadoop());
  }
}
