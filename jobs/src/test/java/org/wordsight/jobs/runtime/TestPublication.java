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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.storage.MemoryObjects;
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
  void replacesRowsOfItsNameAndKeepsOtherRows() throws IOException {
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "generate", List.of(rejected("generate", "1")), List.of());
      publish(run, "curate", List.of(rejected("curate", "2")), List.of());
      publish(run, "generate", List.of(rejected("generate", "3")), List.of());

      assertThat(run.records(RejectedRow.TABLE))
          .containsExactlyInAnyOrder(rejected("curate", "2"), rejected("generate", "3"));
    }
  }

  @Test
  void putsTheCopiesThatAKilledProcessDidNotPut() throws IOException {
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "curate", List.of(rejected("curate", "1")), List.of());
    }
    Path copy = folder.resolve("warehouse/rejected/run_id=a/curate-00000.snappy.parquet");
    Files.delete(copy);
    Files.writeString(copy.resolveSibling("split-00000.snappy.parquet"), "no part of the run");

    try (Run run = LocalSpark.run(folder, "a")) {
      assertThat(run.records(RejectedRow.TABLE)).containsExactly(rejected("curate", "1"));
    }

    assertThat(filesUnder("rejected")).containsExactly("run_id=a/curate-00000.snappy.parquet");
    assertThat(Files.size(copy)).isPositive();
  }

  @Test
  void keepsTheOrderOfRows() {
    try (Run run = LocalSpark.run(folder, "a")) {
      List<Integer> numbers = IntStream.range(0, 1000).boxed().toList();
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(run.spark().sparkContext());
      try (Publication publication = run.publication("curate")) {
        publication.write(
            RejectedRow.TABLE,
            spark
                .parallelize(numbers, 7)
                .map(i -> RejectedRow.TABLE.row(rejected("curate", "" + i))));
        publication.commit();
      }

      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::sourceId)
          .containsExactlyElementsOf(numbers.stream().map(i -> "" + i).toList());
    }
  }

  @Test
  void isNoLongerReadByViewsOnceAnotherHolderHasTheLease() throws IOException {
    try (Run run = LocalSpark.run(folder, "a");
        Publication publication = run.publication("curate")) {
      publication.write(RejectedRow.TABLE, List.of(rejected("curate", "1")));
      // For longer than the lease, another process has found no sign of life of this process.
      Path lease = folder.resolve("warehouse/_wordsight/lease");
      Path ours = onlyFile(lease);
      Files.copy(ours, lease.resolve("00000099.once"));

      assertThatThrownBy(publication::commit)
          .isInstanceOfSatisfying(
              WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.LOCKED))
          .hasMessageContaining(
              "another run has taken it over. Nothing of this step is published.");
      assertThat(run.warehouse().state("a").orElseThrow().published()).containsExactly("runs");
      Files.delete(lease.resolve("00000099.once"));
    }

    assertThat(filesUnder("rejected")).isEmpty();
  }

  @Test
  void isDoneThoughTheStoreIsTooSlowToTellWhetherAnotherPuts() {
    String bucket = "b" + UUID.randomUUID();
    Warehouse slow = Warehouse.at("mem://" + bucket + "/warehouse", Sessions.hadoop());
    try (Run run =
        Run.open(
            LocalSpark.runFile(folder),
            slow,
            new RunId.Named("a"),
            LocalSpark.session(),
            LocalSpark.silent())) {
      MemoryObjects.bucket(bucket).delayBy(Duration.ofMillis(60));
      publish(run, "curate", List.of(rejected("curate", "1")), List.of());
    }

    assertThat(slow.state("a").orElseThrow().published())
        .containsExactlyInAnyOrder("runs", "rejected", "duplicates");
  }

  private static Path onlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".once")).findFirst().orElseThrow();
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
  void opensInDuckDb() throws SQLException {
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
  void showsThePublishedRowsOfAllRunsInViews() {
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

  /** Hadoop reads these characters as a pattern, and a colon as the end of a scheme. */
  @Test
  void isReadInAFolderWhoseNameLooksLikeAPattern() throws IOException {
    Path odd = Files.createDirectories(folder.resolve("w[x]{y,z}*?\\a:b c"));
    try (Run run = LocalSpark.run(odd, "a")) {
      publish(run, "curate", List.of(rejected("curate", "1")), List.of());
    }

    try (Run run = LocalSpark.run(odd, "a")) {
      publish(run, "generate", List.of(rejected("generate", "2")), List.of());
      assertThat(run.records(RejectedRow.TABLE))
          .containsExactlyInAnyOrder(rejected("curate", "1"), rejected("generate", "2"));
      Views.register(run.spark(), run.warehouse());
      assertThat(run.spark().sql("SELECT source_id FROM rejected ORDER BY 1").collectAsList())
          .extracting(row -> row.getString(0))
          .containsExactly("1", "2");
      assertThat(new Cleaning(run.warehouse(), Duration.ZERO).find(segment -> false))
          .extracting(Cleaning.Unneeded::reason)
          .containsOnly(Cleaning.Reason.OLDER_STATE);
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
