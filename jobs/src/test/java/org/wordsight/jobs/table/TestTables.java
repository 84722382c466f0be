package org.wordsight.jobs.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

class TestTables {
  /** The columns that users' queries rely on; run_id comes from the folder. */
  private static final Map<String, String> RELIED_ON =
      Map.ofEntries(
          Map.entry("runs", "name status started_at finished_at config config_hash code_version"),
          Map.entry(
              "requests",
              "request_id wave ordinal teacher model prompt_hash parameters attempt outcome"
                  + " raw_answer prompt_tokens completion_tokens cost_dollars"
                  + " cost_microdollars paid_by_run latency_ms"),
          Map.entry("waste", "request_id attempt reason cost_microdollars"),
          Map.entry(
              "candidates",
              "candidate_id request_id position situation question options answer rationale"),
          Map.entry(
              "judgements",
              "candidate_id judge answers raw_answers agreement confidence cost_microdollars"),
          Map.entry("rejected", "stage source_id reason detail raw"),
          Map.entry("duplicates", "candidate_id kept_id method score rule"),
          Map.entry("contamination", "candidate_id benchmark item_id field rule score span"),
          Map.entry("curation", "candidate_id verdict cluster_id"),
          Map.entry("clusters", "cluster_id kept duplicates"),
          Map.entry("hot_buckets", "bucket questions"),
          Map.entry("curation_stats", "measure key value"),
          Map.entry(
              "calibration",
              "source threshold paraphrases paraphrases_found unrelated unrelated_hit"
                  + " unrelated_quantile used"),
          Map.entry(
              "samples",
              "sample_id candidate_id split rank cluster_id situation question options answer"
                  + " rationale"),
          Map.entry("diversity", "name axis value n share p_value"),
          Map.entry("train_plan", "adapter_id step shard sample_ids tokens target_tokens"),
          Map.entry(
              "train_steps",
              "adapter_id step epoch loss gradient_norm learning_rate target_tokens sample_ids"
                  + " seconds attempt adapter_sha256 machine"),
          Map.entry(
              "adapters",
              "adapter_id model teacher train_size control validation_loss path sha256 steps"
                  + " trainable_parameters"),
          Map.entry("exports", "adapter_id form layout check_name value allowed passed"),
          Map.entry("captions", "item_id model caption image_sha256"),
          Map.entry(
              "predictions",
              "benchmark item_id model adapter_id arm prompt prompt_sha256 raw_answer letter"
                  + " parse_rule letter_log_probabilities gold gold_repaired category"),
          Map.entry(
              "accuracy",
              "benchmark model adapter_id teacher train_size arm scoring category n correct"
                  + " accuracy low95 high95"),
          Map.entry(
              "comparisons",
              "benchmark model adapter_id arm scoring n gained lost difference low95 high95"
                  + " p_mcnemar"));

  @Test
  void haveTheColumnsThatUsersRelyOn() {
    Map<String, List<String>> columns =
        Tables.ALL.stream()
            .collect(
                Collectors.toMap(Table::name, table -> Arrays.asList(table.schema().fieldNames())));

    assertThat(columns).hasSize(RELIED_ON.size());
    RELIED_ON.forEach(
        (table, relied) ->
            assertThat(columns.get(table))
                .as("columns of %s", table)
                .containsAll(List.of(relied.split(" "))));
  }

  @Test
  void holdNoRunIdBecauseTheFolderNamesIt() {
    assertThat(Tables.ALL)
        .allSatisfy(table -> assertThat(table.schema().fieldNames()).doesNotContain("run_id"));
  }

  @Test
  void letOnlyOptionalColumnsBeNull() {
    assertThat(Arrays.stream(AccuracyRow.TABLE.schema().fields()).filter(StructField::nullable))
        .extracting(StructField::name)
        .containsExactly("adapter_id", "teacher", "train_size", "category");
  }

  @Test
  void areDescribedColumnByColumn() throws IOException {
    Map<String, String> described = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/tables.md"))) {
      if (line.startsWith("| `")) {
        described.put(line.substring(3, line.indexOf('`', 3)), line);
      }
    }

    for (Table<?> table : Tables.ALL) {
      for (String column : table.schema().fieldNames()) {
        assertThat(described.get(table.name()))
            .as("%s.%s in docs/tables.md", table, column)
            .contains("`" + column + "`");
      }
    }
  }
}
