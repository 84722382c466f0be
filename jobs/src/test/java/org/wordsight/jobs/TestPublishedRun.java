package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;

/** Verbs on a run that has published its tables. */
class TestPublishedRun {
  @TempDir Path folder;

  private final VerbConsole console = new VerbConsole();

  @BeforeEach
  void useTwoSlots() {
    LocalSpark.session();
  }

  @Test
  void asksPublishedTablesInEveryFormat() throws IOException {
    String config = publishOneRow();
    Path query = folder.resolve("query.sql");
    Files.writeString(query, "SELECT stage, source_id, raw FROM rejected;\n");

    execute("sql", "--config", config, "--format", "csv", "--file", query.toString());
    assertThat(console.results())
        .isEqualTo("stage,source_id,raw\ncurate,1,\"a \"\"raw\"\", text\"\n");

    execute("sql", "--config", config, "--format", "json", "SELECT run_id, raw FROM rejected");
    assertThat(console.results())
        .isEqualTo("[\n{\"run_id\":\"a\",\"raw\":\"a \\\"raw\\\", text\"}\n]\n");

    execute("sql", "--config", config, "SELECT source_id, 0.5D AS half FROM rejected");
    assertThat(console.results())
        .isEqualTo("source_id  half\n---------  --------\n1          0.500000\n1 row\n");
  }

  @Test
  void namesTheChangedSettingsOfAContinuedRunInOneLine() {
    String config = publishOneRow();
    String[] curate = {"curate", "--config", config, "--run-id", "a", "--set", "lora.rank=32"};
    execute(curate);
    assertThat(console.messages()).contains("Run a in warehouse").doesNotContain("goes on with");

    curate[6] = "training.memoryBudgetBytes=1_000";
    execute(curate);
    assertThat(console.messages().lines())
        .contains(
            "Run a goes on with other settings of the way in which it is computed:"
                + " training.memoryBudgetBytes: 0 → 1000");
  }

  @Test
  void refusesAQueryThatSparkRefuses() {
    String config = publishOneRow();
    assertThat(execute("sql", "--config", config, "SELECT nothing FROM rejected"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).startsWith("Cannot run the query: ").doesNotContain("\tat ");
  }

  @Test
  void explainsAQueryThatFails() {
    String config = publishOneRow();
    assertThat(execute("sql", "--config", config, "SELECT 1/")).isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages()).contains("Syntax error").doesNotContain("\tat ");

    assertThat(execute("sql", "--config", config, "SELECT raise_error(raw) FROM rejected"))
        .isEqualTo(ExitCode.USAGE.status());
    assertThat(console.messages())
        .isEqualTo("Cannot run the query: a \"raw\", text. Correct it.\n");
  }

  @Test
  void showsControlCharactersOfATableAsEscapes() {
    String config = publishOneRow();
    String query = "SELECT concat('a', chr(27), '[2J', chr(13), chr(10), 'b') AS raw";
    assertThat(execute("sql", "--config", config, query)).isZero();
    assertThat(console.results().lines().toList().get(2)).isEqualTo("a\\u001b[2J\\r\\nb");
  }

  @Test
  void listsRunsAndShowsARunWithoutAProcessAsInterrupted() {
    String config = publishOneRow();
    assertThat(execute("runs", "--config", config, "--format", "csv")).isZero();
    assertThat(console.results().lines().toList().get(1))
        .startsWith("a,interrupted,")
        .contains("runs rejected duplicates");
  }

  @Test
  void leavesTablesAsTheyWereWhenAStageFails() throws IOException {
    String config = publishOneRow();
    List<String> before = tableFiles();

    assertThat(execute("curate", "--config", config, "--run-id", "a"))
        .isEqualTo(ExitCode.INPUT.status());

    assertThat(tableFiles()).isEqualTo(before);
    execute("runs", "--config", config, "--format", "csv");
    assertThat(console.results()).contains("a,failed,");
  }

  private String publishOneRow() {
    try (Run run = LocalSpark.run(folder, "a");
        Publication publication = run.publication("curate")) {
      publication.write(
          RejectedRow.TABLE,
          List.of(new RejectedRow("curate", "1", "reason", "detail", "a \"raw\", text")));
      publication.write(DuplicateRow.TABLE, List.of());
      publication.commit();
    }

    return folder.resolve("run.yaml").toString();
  }

  private List<String> tableFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
      return files.map(Path::toString).filter(file -> file.endsWith(".parquet")).sorted().toList();
    }
  }

  private int execute(String... arguments) {
    return console.execute(arguments);
  }
}
