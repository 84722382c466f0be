package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.Tables;

class TestPublication {
  @TempDir Path folder;

  private static RejectedRow rejected(String stage, String id) {
    return new RejectedRow(stage, id, "reason", "detail", "raw");
  }

  @Test
  void showsNothingBeforeTheCommit() throws IOException {
    try (Run run = LocalSpark.run(folder, "a");
        Publication publication = run.publication("curate")) {
      publication.write(RejectedRow.TABLE, List.of(rejected("curate", "1")));

      assertThat(run.has(RejectedRow.TABLE)).isFalse();
      assertThat(filesUnder("rejected")).isEmpty();
    }

    assertThat(filesUnder("rejected")).as("an uncommitted publication is dropped").isEmpty();
  }

  @Test
  void publishesSeveralTablesAndAnEmptyOne() throws IOException {
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "curate", List.of(rejected("curate", "1")), List.of());

      assertThat(run.records(RejectedRow.TABLE)).containsExactly(rejected("curate", "1"));
      assertThat(run.has(DuplicateRow.TABLE)).isTrue();
      assertThat(run.records(DuplicateRow.TABLE)).isEmpty();
    }

    assertThat(filesUnder("rejected")).containsExactly("run_id=a/curate-00000.snappy.parquet");
  }

  @Test
  void replacesTheRowsOfItsNameAndKeepsThoseOfOthers() throws IOException {
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "generate", List.of(rejected("generate", "1")), List.of());
      publish(run, "curate", List.of(rejected("curate", "2")), List.of());
      publish(run, "generate", List.of(rejected("generate", "3")), List.of());

      assertThat(run.records(RejectedRow.TABLE))
          .containsExactlyInAnyOrder(rejected("curate", "2"), rejected("generate", "3"));
    }
  }

  @Test
  void completesACommitThatWasCutOffBetweenTwoTables() throws IOException {
    Path staging = folder.resolve("warehouse/_wordsight/runs/a/staging/curate");
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "curate", List.of(rejected("curate", "old")), List.of());
      try (Publication other = run.publication("other")) {
        other.write(RejectedRow.TABLE, List.of(rejected("curate", "new")));
        other.write(DuplicateRow.TABLE, List.of(new DuplicateRow("a", "b", "exact", 1)));
        // As a kill leaves it that came after the first rename.
        Files.createDirectories(staging);
        Files.move(staging.resolveSibling("other/duplicates"), staging.resolve("duplicates"));
        Path published = folder.resolve("warehouse/rejected/run_id=a");
        Files.move(published, staging.resolve(".rejected-replaced"));
        Files.move(staging.resolveSibling("other/rejected"), published);
        Files.writeString(staging.resolve("COMMIT"), "rejected\nduplicates");
      }
    }

    try (Run run = LocalSpark.run(folder, "a")) {
      assertThat(run.records(RejectedRow.TABLE)).containsExactly(rejected("curate", "new"));
      assertThat(run.records(DuplicateRow.TABLE)).hasSize(1);
      assertThat(staging).doesNotExist();
    }
  }

  @Test
  void dropsWhatAKilledProcessHadNotCommitted() throws IOException {
    Path staged = folder.resolve("warehouse/_wordsight/runs/a/staging/curate/rejected");
    Files.createDirectories(staged);
    Files.writeString(staged.resolve("curate-00000.snappy.parquet"), "half a file");

    try (Run run = LocalSpark.run(folder, "a")) {
      assertThat(run.has(RejectedRow.TABLE)).isFalse();
      assertThat(staged).doesNotExist();
    }
  }

  @Test
  void refusesRowsThatLackAColumn() {
    try (Run run = LocalSpark.run(folder, "a");
        Publication publication = run.publication("curate")) {
      assertThatThrownBy(
              () -> publication.write(RejectedRow.TABLE, run.spark().range(1).toDF("stage")))
          .hasMessageContaining("table rejected: column stage is bigint, expected string");
    }
  }

  @Test
  void opensInDuckDbAsItIs() throws SQLException {
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "curate", List.of(rejected("curate", "1")), List.of());
      publish(run, "evaluate", List.of(rejected("evaluate", "2")), List.of());
    }

    String query =
        "SELECT run_id || ' ' || stage || ' ' || source_id FROM read_parquet('%s/*/*.parquet',"
            + " hive_partitioning = true) ORDER BY 1";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        ResultSet rows =
            duckDb
                .createStatement()
                .executeQuery(query.formatted(folder.resolve("warehouse/rejected")))) {
      List<String> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }

      assertThat(found).containsExactly("a curate 1", "a evaluate 2");
    }
  }

  @Test
  void showsAllRunsInViewsAndOnlyWhatTheyPublished() {
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "curate", List.of(rejected("curate", "1")), List.of());
    }

    try (Run run = LocalSpark.run(folder, "b")) {
      publish(run, "curate", List.of(rejected("curate", "2")), List.of());
      SparkSession spark = run.spark();
      Views.register(spark, run.warehouse());

      assertThat(spark.sql("SELECT run_id, source_id FROM rejected ORDER BY 1").collectAsList())
          .extracting(Object::toString)
          .containsExactly("[a,1]", "[b,2]");
      assertThat(spark.sql("SELECT run_id, name, status FROM runs ORDER BY 1").collectAsList())
          .extracting(Object::toString)
          .containsExactly("[a,test,running]", "[b,test,running]");
      for (var table : Tables.ALL) {
        assertThat(spark.table(table.name()).columns()).startsWith("run_id");
      }
    }
  }

  private static void publish(
      Run run, String part, List<RejectedRow> rejected, List<DuplicateRow> duplicates) {
    try (Publication publication = run.publication(part)) {
      publication.write(RejectedRow.TABLE, rejected);
      publication.write(DuplicateRow.TABLE, duplicates);
      publication.commit();
    }
  }

  private List<String> filesUnder(String table) throws IOException {
    Path root = folder.resolve("warehouse").resolve(table);
    if (!Files.exists(root)) {
      return List.of();
    }

    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }
}
