package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.evaluation.SmallBenchmark;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.Views;

/** The notebooks' queries, through Spark's views and through DuckDB over the plain files. */
class TestNotebooks {
  private static final Path NOTEBOOKS = Path.of("..", "notebooks");

  @TempDir private static Path folder;
  private static SparkSession spark;

  @BeforeAll
  static void publishARun() {
    SmallBenchmark.write(folder);
    try (Run run = LocalSpark.run(folder, "20250301")) {
      WholeRun.publish(run);
      spark = run.spark();
      Views.register(spark, run.warehouse());
    }
  }

  @Test
  void showTheFunnel() {
    assertThat(spark("funnel"))
        .contains("parsed and valid | 14", "refused: cut-off | 1", "overlaps the benchmark | 1")
        .contains("duplicate: near | 1", "refused: surplus | 1", "kept for train | 8");
  }

  @Test
  void showAccuracyWithIntervals() {
    List<String> accuracy = spark("accuracy");
    assertThat(accuracy)
        .hasSize(2)
        .first()
        .asString()
        .startsWith("image | before training | 0 | 12 | 50.0 | ");
    assertThat(accuracy.get(1)).contains(" | 8 | 12 | 91.67 | ", " | 41.67 | ");
  }

  @Test
  void showTheLosses() {
    assertThat(spark("losses")).hasSize(3);
  }

  @Test
  void showChangedAnswers() {
    assertThat(spark("changes"))
        .hasSize(5)
        .first()
        .isEqualTo("image | student-teacher-8 | turned right | 1 | [Norm Situation] | A | B | A");
  }

  @Test
  void giveTheSameInDuckDb() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      for (Path table : tables()) {
        statement.execute(
            "CREATE VIEW %s AS SELECT * FROM read_parquet('%s/run_id=*/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
                .formatted(table.getFileName(), table));
      }
      for (String name : List.of("funnel", "accuracy", "losses", "changes")) {
        try (ResultSet rows = statement.executeQuery(text(name))) {
          assertThat(lines(rows)).as(name).isEqualTo(spark(name));
        }
      }
    }
  }

  @Test
  void nameOnlyQueriesOfTheirFolder() throws IOException {
    JsonNode notebook = new ObjectMapper().readTree(NOTEBOOKS.resolve("first-look.ipynb").toFile());
    String code = notebook.path("cells").findValues("source").toString();

    for (String name : List.of("funnel", "accuracy", "losses", "changes")) {
      assertThat(code).contains("ask(\\\"" + name + "\\\")");
      assertThat(NOTEBOOKS.resolve(name + ".sql")).exists();
    }
    assertThat(notebook.path("cells").findValues("outputs"))
        .as("no output of somebody's run is kept")
        .allMatch(JsonNode::isEmpty);
  }

  private static List<Path> tables() {
    try (Stream<Path> folders = Files.list(folder.resolve("warehouse"))) {
      return folders
          .filter(path -> !path.getFileName().toString().startsWith("_"))
          .filter(path -> Files.exists(path.resolve("run_id=20250301")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> spark(String name) {
    return spark.sql(text(name)).collectAsList().stream().map(TestNotebooks::line).toList();
  }

  private static String line(Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(String.valueOf(row.get(i)));
    }
    return String.join(" | ", cells);
  }

  private static List<String> lines(ResultSet rows) throws SQLException {
    List<String> lines = new ArrayList<>();
    while (rows.next()) {
      List<String> cells = new ArrayList<>();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        cells.add(String.valueOf(rows.getObject(i)));
      }
      lines.add(String.join(" | ", cells));
    }
    return lines;
  }

  private static String text(String name) {
    try {
      return Files.readString(NOTEBOOKS.resolve(name + ".sql"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
