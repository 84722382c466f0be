package org.wordsight.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestLocation {
  private static final List<String> KEYS =
      List.of(
          "warehouse",
          "report.out",
          "models.student.path",
          "models.llm.path",
          "synthesis.seedQuestions",
          "evaluation.viva.annotation",
          "evaluation.viva.images");

  /** Texts that are not locations, and the message for each. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("''", "expected a path or a URI"),
          Map.entry("' '", "expected a path or a URI"),
          Map.entry("\"a\\0b\"", "expected a path without control characters"),
          Map.entry("\"a\\nb\"", "expected a path without control characters"),
          Map.entry("\"a\\eb\"", "expected a path without control characters"),
          Map.entry("'file:/a%00b'", "expected a path without control characters"),
          Map.entry("' /a'", "expected a path without space before or after it"),
          Map.entry("~", "is not given"),
          Map.entry("'~'", "~ does not stand for a home folder here"),
          Map.entry("~/models", "~ does not stand for a home folder here"),
          Map.entry("file:relative", "expected file:///folder: an absolute path and no host"),
          Map.entry("file://host/a", "expected file:///folder: an absolute path and no host"),
          Map.entry("'file:'", "expected a URI (Expected scheme-specific part)"),
          Map.entry("file:/a b", "expected a URI (Illegal character in path)"),
          Map.entry("file:/%zz", "expected a URI (Malformed escape pair)"),
          Map.entry("file:/a?b", "expected %3F for a question mark"),
          Map.entry("'http://[bad'", "expected a path, or a URI of file:, hdfs: or s3a:"),
          Map.entry("https://host/a", "expected a path, or a URI of file:, hdfs: or s3a:"),
          Map.entry("gs://bucket/a", "(a local name with a colon begins with ./)"),
          Map.entry("s3://bucket/a", "expected s3a: in place of s3:"),
          Map.entry("s3n://bucket/a", "expected s3a: in place of s3n:"),
          Map.entry("s3a:/bucket/a", "expected s3a://bucket/folder without a user or a secret"),
          Map.entry("s3a:///a", "expected s3a://bucket/folder"),
          Map.entry("s3a://key:secret@bucket/a", "expected s3a://bucket/folder without a user"),
          Map.entry("'hdfs://[bad/a'", "expected hdfs://host:port/folder"),
          Map.entry("hdfs:a", "expected hdfs://host:port/folder"),
          Map.entry("s3a://bucket/a/../b", "expected s3a://bucket/folder without . and .."));

  @TempDir Path folder;

  @Test
  void refusesTextsThatAreNoLocationUnderEveryKey() throws IOException {
    for (String key : KEYS) {
      for (Map.Entry<String, String> refused : REFUSED.entrySet()) {
        if (refused.getKey().equals("~")
            && !key.matches("warehouse|.*student.*|.*Quest.*|.*anno.*")) {
          continue;
        }

        assertThatThrownBy(() -> RunFiles.least(folder, key + "=" + refused.getKey()))
            .as("%s: %s", key, refused.getKey())
            .isInstanceOfSatisfying(
                WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
            .hasMessageContaining(key + " (")
            .hasMessageContaining(refused.getValue());
      }
    }
  }

  @Test
  void takesPathsWithEveryOtherCharacter() throws IOException {
    for (String name :
        List.of("a b", "[x]{y}*?", "50%", "a#b", "run:1/w", "ü", "-a", "a\\b", "'q'")) {
      Location location =
          RunFiles.least(folder, "warehouse='" + (folder + "/" + name).replace("'", "''") + "'")
              .warehouse();
      assertThat(location.localPath()).isEqualTo(folder.resolve(name));
    }

    assertThat(RunFiles.least(folder, "warehouse=./run:1").warehouse().localPath())
        .isEqualTo(Path.of("run:1").toAbsolutePath());
  }

  @Test
  void readsFileUrisAsUris() throws IOException {
    assertThat(warehouse("file:/a%20b/c")).isEqualTo("/a b/c");
    assertThat(warehouse("file:///a/../b/")).isEqualTo("/b");
    assertThat(warehouse("FILE://localhost/a")).isEqualTo("/a");
  }

  @Test
  void writesRemotePlacesInOneWay() throws IOException {
    assertThat(warehouse("s3a://bucket//w/")).isEqualTo("s3a://bucket/w");
    assertThat(warehouse("S3A://bucket")).isEqualTo("s3a://bucket");
    assertThat(warehouse("hdfs:///user/me")).isEqualTo("hdfs:///user/me");
    assertThat(warehouse("hdfs://host:8020/w*")).isEqualTo("hdfs://host:8020/w*");
  }

  @Test
  void refusesAModelWithoutAName() {
    for (String root : List.of("/", "s3a://bucket", "hdfs:///")) {
      assertThatThrownBy(() -> RunFiles.least(folder, "models.student.path=" + root))
          .as(root)
          .hasMessageContaining("expected a folder with a name of its own");
    }
  }

  @Test
  void saysWhichLocationIsNotLocal() {
    assertThatThrownBy(() -> new Location(Location.Scheme.S3A, "s3a://bucket/m").localPath())
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot open s3a://bucket/m: it is not on a local or mounted disk, which this version"
                + " needs. Copy it to one and name that.");
  }

  @Test
  void namesItsLastPart() {
    assertThat(Location.local(Path.of("/models/student/")).name()).isEqualTo("student");
    assertThat(new Location(Location.Scheme.S3A, "s3a://bucket/m/student").name())
        .isEqualTo("student");
    assertThat(new Location(Location.Scheme.S3A, "s3a://bucket").name()).isEmpty();
  }

  private String warehouse(String text) throws IOException {
    return RunFiles.least(folder, "warehouse=" + text).warehouse().text();
  }
}
