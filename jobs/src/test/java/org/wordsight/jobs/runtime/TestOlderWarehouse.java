package org.wordsight.jobs.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.table.RejectedRow;
import org.wordsight.jobs.table.RequestRow;

/** A warehouse of version 0.1.0. */
class TestOlderWarehouse {
  @TempDir Path folder;

  private Path state;

  /**
   * Publishes, and then turns the warehouse into one of version 0.1.0: plain tables, and a state
   * that names only tables.
   */
  @BeforeEach
  void makeOlderWarehouse() throws IOException {
    ObjectNode json = new ObjectMapper().createObjectNode();
    try (Run run = LocalSpark.run(folder, "a")) {
      publish(run, "generate", "1");
      publish(run, "curate", "2");
      RunState now = run.state();
      json.put("id", now.id()).put("name", now.name()).put("status", "RUNNING");
      json.put("startedAt", now.startedAt()).put("finishedAt", "");
      json.put("config", now.config()).put("identity", now.identity());
      json.put("configHash", now.configHash()).put("codeVersion", "0.1.0+aa5c2b5");
      ArrayNode parts = json.putArray("parts");
      for (String part : List.of("generate", "curate")) {
        parts.addObject().put("name", part).putArray("tables").add("rejected");
      }
      json.putArray("stages")
          .addObject()
          .put("name", "generate")
          .put("key", "")
          .put("finished", true)
          .put("at", "2026-01-01T00:00:00Z")
          .put("seconds", 1.5);
    }

    Path own = folder.resolve("warehouse/_wordsight");
    FileUtils.deleteDirectory(own.toFile());
    state = own.resolve("runs/a/state.json");
    Files.createDirectories(state.getParent());
    Files.writeString(state, json.toPrettyString());
  }

  @Test
  void isReadByViewsAndListed() {
    Warehouse warehouse = Warehouse.at(folder.resolve("warehouse").toString(), Sessions.hadoop());

    assertThat(warehouse.runs()).extracting(RunState::id).containsExactly("a");
    assertThat(
            Views.rows(LocalSpark.session(), warehouse, warehouse.runs(), RejectedRow.TABLE)
                .collectAsList())
        .extracting(row -> row.getAs("run_id") + " " + row.getAs("source_id"))
        .containsExactlyInAnyOrder("a 1", "a 2");
  }

  @Test
  void isContinuedAndReplacesItsPartsInTheNewForm() throws IOException {
    try (Run run = LocalSpark.run(folder, "a")) {
      assertThat(run.state().stage("generate")).isPresent();
      publish(run, "curate", "3");

      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::sourceId)
          .containsExactlyInAnyOrder("1", "3");
    }

    assertThat(state).doesNotExist();
    isReadByViewsAfterwards();
  }

  private void isReadByViewsAfterwards() {
    try (Run run = LocalSpark.run(folder, "a")) {
      assertThat(run.records(RejectedRow.TABLE))
          .extracting(RejectedRow::sourceId)
          .containsExactlyInAnyOrder("1", "3");
    }
  }

  @Test
  void isRefusedWhereTheStateFileHoldsNoState() throws IOException {
    Files.writeString(state, "null");

    assertThatThrownBy(() -> LocalSpark.run(folder, "a"))
        .hasMessageStartingWith("Cannot read " + state + ": it is not the state of a run");
  }

  @Test
  void isRefusedWithAdviceWhereItsVersionIsLater() throws IOException {
    LocalSpark.run(folder, "a").close();
    Path newest;
    try (var files = Files.list(folder.resolve("warehouse/_wordsight/states/a"))) {
      newest = files.findFirst().orElseThrow();
    }
    Files.writeString(
        newest, Files.readString(newest).replace("\"version\" : 2", "\"version\" : 3"));

    assertThatThrownBy(() -> LocalSpark.run(folder, "a"))
        .hasMessageContaining("its format is version 3, expected at most 2")
        .hasMessageContaining("use that one, or another warehouse");
  }

  @Test
  void showsRequestsWithoutTheColumnsOfMoneyAsFree() throws IOException {
    try (Run run = LocalSpark.run(folder, "b")) {
      try (Publication publication = run.publication("generate")) {
        publication.write(
            RequestRow.TABLE,
            List.of(
                new RequestRow(
                    "r", 0, 0, "t", "m", "h", "{}", 1, "stopped", "[]", 100, 50, 0, 0, "b", 9)));
        publication.commit();
      }
      String published = run.state().files("requests").get(0).name();
      String older =
          Publication.written(
                  run.warehouse(),
                  "requests",
                  "_wordsight/unfinished/older",
                  run.read(RequestRow.TABLE).drop("cost_microdollars", "paid_by_run"))
              .get(0)
              .name();
      run.warehouse().storage().copy(older, published);

      assertThat(run.records(RequestRow.TABLE))
          .extracting(RequestRow::costMicrodollars, RequestRow::paidByRun)
          .containsExactly(tuple(0L, "b"));
      Views.register(run.spark(), run.warehouse());
      assertThat(run.spark().sql("SELECT answers, spent_microdollars FROM spend").collectAsList())
          .extracting(row -> row.getLong(0), row -> row.getLong(1))
          .containsExactly(tuple(1L, 0L));
    }
  }

  private static void publish(Run run, String part, String id) {
    try (Publication publication = run.publication(part)) {
      publication.write(
          RejectedRow.TABLE, List.of(new RejectedRow(part, id, "reason", "detail", "raw")));
      publication.commit();
    }
  }
}
