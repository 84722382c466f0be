package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.storage.MemoryObjects;
import org.wordsight.jobs.table.DuplicateRow;
import org.wordsight.jobs.table.RejectedRow;

/**
 * A run on a store with S3's promises. The run is stopped before each of its changes in turn, or
 * the store's answer to a change is lost. Readers see only whole tables at any time, and the next
 * process brings the run to the same end.
 */
class TestKills {
  private static final Set<String> OLD = Set.of("curate old 1", "curate old 2");
  private static final Set<String> NEW = Set.of("curate new");

  @TempDir Path folder;

  private final String bucketName = "b" + UUID.randomUUID();
  private final MemoryObjects.Bucket bucket = MemoryObjects.bucket(bucketName);
  private SparkSession spark;
  private Warehouse begun;
  private Warehouse undisturbed;
  private byte[] oldFile;
  private int changes;
  private int number;

  @Test
  void readersSeeWholeTablesAndTheNextProcessReachesTheSameEnd() throws IOException {
    Set<String> expected = end(undisturbed);
    assertThat(changes).isGreaterThan(20);
    for (int kill = 0; kill < changes; kill++) {
      Warehouse warehouse = begun();
      bucket.killAfter(kill);
      assertThat(finishes(warehouse)).as("killed before change %d", kill).isFalse();
      bucket.heal();
      readersSeeWholeTables(warehouse, "kill " + kill);

      // The dead process shows no sign of life. This process cannot know that the other one is
      // dead.
      bucket.advance(Duration.ofMinutes(5));
      assertThat(finishes(warehouse)).as("after kill %d", kill).isTrue();
      readersSeeWholeTables(warehouse, "kill " + kill);
      assertThat(end(warehouse)).as("after kill %d", kill).isEqualTo(expected);
    }
  }

  @Test
  void lostAnswersOfTheStoreChangeNothing() throws IOException {
    Set<String> expected = end(undisturbed);
    for (int lost = 0; lost < changes; lost += 2) {
      Warehouse warehouse = begun();
      bucket.loseAnswerAfter(lost);
      finishes(warehouse);
      bucket.heal();
      readersSeeWholeTables(warehouse, "answer " + lost);

      bucket.advance(Duration.ofMinutes(5));
      assertThat(finishes(warehouse)).as("after answer %d was lost", lost).isTrue();
      assertThat(end(warehouse)).as("after answer %d was lost", lost).isEqualTo(expected);
    }
  }

  /** Makes a run that has published once, and another one that has reached its end. */
  @BeforeEach
  void runUndisturbed() {
    spark = LocalSpark.session();
    begun = at("begun");
    try (Run run = open(begun)) {
      publish(run, OLD);
    }

    oldFile = bucket.content(plainFile(begun));
    undisturbed = begun();
    bucket.killAfter(Integer.MAX_VALUE);
    assertThat(finishes(undisturbed)).isTrue();
    changes = bucket.changes();
  }

  private Warehouse begun() {
    String name = "warehouse-" + number++;
    bucket.copyAll("begun/", name + "/");
    return at(name);
  }

  private Warehouse at(String name) {
    return Warehouse.at("mem://%s/%s".formatted(bucketName, name), Sessions.hadoop());
  }

  /** Replaces the part and finishes the run. Returns whether the run reached its end. */
  private boolean finishes(Warehouse warehouse) {
    try (Run run = open(warehouse)) {
      publish(run, NEW);
      run.leave(RunState.Status.DONE);
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  private Run open(Warehouse warehouse) {
    return Run.open(
        LocalSpark.runFile(folder), warehouse, new RunId.Named("a"), spark, LocalSpark.silent());
  }

  private static void publish(Run run, Set<String> ids) {
    try (Publication publication = run.publication("curate")) {
      publication.write(
          RejectedRow.TABLE,
          ids.stream().sorted().map(id -> new RejectedRow("curate", id, "r", "d", "raw")).toList());
      publication.write(
          DuplicateRow.TABLE, List.of(new DuplicateRow("a", "b", "exact", 1, "exact")));
      publication.commit();
    }
  }

  private void readersSeeWholeTables(Warehouse warehouse, String after) {
    Set<String> seen = new TreeSet<>();
    Views.rows(spark, warehouse, warehouse.runs(), RejectedRow.TABLE)
        .collectAsList()
        .forEach(row -> seen.add(row.getAs("source_id")));
    assertThat(seen).as("views after %s", after).isIn(OLD, NEW);

    // A plain reader sees either the earlier or the new rows, and nothing unpublished.
    byte[] plain = bucket.content(plainFile(warehouse));
    if (!Arrays.equals(plain, oldFile)) {
      assertThat(seen).as("what plain readers see is published, %s", after).isEqualTo(NEW);
      assertThat(plain).as("plain file after %s", after).isEqualTo(publishedFile(warehouse));
    }
  }

  private String plainFile(Warehouse warehouse) {
    List<String> names = names(warehouse, "rejected");
    assertThat(names).hasSize(1);
    return names.get(0);
  }

  private byte[] publishedFile(Warehouse warehouse) {
    RunState state = warehouse.state("a").orElseThrow();
    String file = state.files("rejected").get(0).name();
    return bucket.content(warehouse.path(file).toUri().getPath().substring(1));
  }

  private List<String> names(Warehouse warehouse, String folderName) {
    String prefix = warehouse.path(folderName).toUri().getPath().substring(1) + "/";
    return bucket.names().stream().filter(name -> name.startsWith(prefix)).toList();
  }

  /** The rows that readers see at the end, and the files that are left of the work. */
  private Set<String> end(Warehouse warehouse) {
    assertThat(bucket.content(plainFile(warehouse))).isEqualTo(publishedFile(warehouse));
    Set<String> end = new TreeSet<>();
    for (String table : List.of("rejected", "duplicates", "runs")) {
      names(warehouse, table).forEach(name -> end.add(name.replaceFirst("^[^/]*/", "")));
    }

    RunState state = warehouse.state("a").orElseThrow();
    end.add(state.status().name());
    state.parts().forEach(part -> end.add(part.name() + part.tables()));
    assertThat(names(warehouse, "_wordsight/states/a")).hasSize(1);
    return end;
  }
}
