package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;

class TestSqlVerb {
  @TempDir Path folder;

  private final VerbConsole console = new VerbConsole();
  private String config;

  @BeforeEach
  void makeAWarehouse() throws IOException {
    LocalSpark.session();
    config = LocalSpark.runFile(folder).path().toString();
    Files.createDirectories(folder.resolve("warehouse"));
  }

  @Test
  void takesAQueryFileThatBeginsWithAComment() throws IOException {
    Path file =
        Files.writeString(folder.resolve("q.sql"), "\ufeff-- why\n/* so */ SELECT 1 AS a;\n");
    assertThat(sql("--format", "csv", "--file", file.toString())).isZero();
    assertThat(console.results()).isEqualTo("a\n1\n");
  }

  @Test
  void takesAQueryThatBeginsWithAComment() {
    assertThat(sql("--format", "csv", "-- why\nSELECT 1 AS a;")).as(console.messages()).isZero();
    assertThat(console.results()).isEqualTo("a\n1\n");
  }

  @Test
  void refusesAStatementThatWritesAndWritesNothing() {
    Path target = folder.resolve("written");
    assertThat(sql("CREATE TABLE t USING csv LOCATION '" + target + "' AS SELECT 1"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(target).doesNotExist();
    assertThat(console.messages())
        .startsWith("Cannot run the query: it holds the statement \"create table as select\"");
  }

  @Test
  void doesNotRunCodeThatAQueryNames() {
    assertThat(sql("SELECT reflect('java.lang.System', 'exit', 9)"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).startsWith("Cannot run the query: it calls reflect, expected");
  }

  @Test
  void readsFilesOfTheWarehouseAndOfAFolderThatIsAdded() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("x.csv"), "7\n");
    String query = "SELECT * FROM csv.`" + other + "/x.csv`";

    assertThat(sql(query)).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .contains("Add --files FOLDER to read the files of another folder.");
    assertThat(sql("--format", "csv", "--files", other.toString(), query))
        .as(console.messages())
        .isZero();
    assertThat(console.results()).isEqualTo("_c0\n7\n");

    Files.writeString(folder.resolve("warehouse/y.csv"), "8\n");
    assertThat(sql("--format", "csv", "SELECT * FROM csv.`" + folder + "/warehouse/y.csv`"))
        .isZero();
    assertThat(console.results()).isEqualTo("_c0\n8\n");
  }

  @Test
  void limitsRowsAndSaysSo() {
    assertThat(sql("--format", "csv", "--limit", "1", "SELECT id FROM range(2)")).isZero();
    assertThat(console.results()).isEqualTo("id\n0\n");
    assertThat(console.messages()).startsWith("The result has more rows than the 1 of --limit.");

    assertThat(sql("--limit", "-1", "SELECT 1")).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .isEqualTo("Cannot run the query: --limit is -1, expected at least 0. Correct --limit.\n");
    assertThat(sql("--limit", "x", "SELECT 1")).isEqualTo(ExitCode.USAGE.status());
  }

  @Test
  void showsControlCharactersOfAMessage() {
    assertThat(sql("SELECT raise_error(concat('a', chr(27), '[2J'))"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).isEqualTo("Cannot run the query: a\\u001b[2J. Correct it.\n");
  }

  private int sql(String... arguments) {
    List<String> all = new ArrayList<>(List.of("sql", "--config", config));
    all.addAll(List.of(arguments));
    return console.execute(all.toArray(String[]::new));
  }
}
