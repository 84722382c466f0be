package org.wordsight.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.jobs.cluster.Command.Outcome;
import org.wordsight.jobs.storage.S3Server;
import org.wordsight.jobs.storage.Storages;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * The whole pipeline with everything on S3: the models, seeds, annotation and images that it reads,
 * and the warehouse that it writes.
 */
@Tag("cluster")
class TestRunOnS3 {
  private static final int ITEMS = 8;

  @TempDir static Path folder;

  private static S3Server server;

  @BeforeAll
  static void putTheInputsThere() throws IOException {
    server = S3Server.start(folder);
    Storage inputs = Storages.open("s3a://bucket/inputs", server.hadoop());
    Path demo = Path.of("../conf/demo").toRealPath();
    for (String model : List.of("teacher", "student")) {
      try (Stream<Path> files = Files.list(demo.resolve(model))) {
        for (Path file : files.toList()) {
          inputs.put(model + "/" + file.getFileName(), file);
        }
      }
    }

    inputs.put("seeds.json", demo.resolve("seeds.json"));
    inputs.put("annotation.json", demo.resolve("benchmark/annotation.json"));
    // The first items' images; the last of them is missing.
    for (int i = 1; i < ITEMS; i++) {
      inputs.put("images/" + i + ".png", demo.resolve("benchmark/images/" + i + ".png"));
    }
  }

  @AfterAll
  static void stopTheServer() {
    server.close();
  }

  private static Command wordsight(String verb, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of(verb));
    server.configure(
        (key, value) -> words.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
    // This server knows no conditions, so each state waits; it answers within milliseconds.
    words.addAll(List.of("--conf", "spark.hadoop." + Storages.SETTLE_MILLIS + "=400"));
    words.addAll(List.of("--config", Path.of("../conf/demo.yaml").toRealPath().toString()));
    for (String setting :
        List.of(
            "warehouse=s3a://bucket/warehouse",
            "report.out=" + folder.resolve("report"),
            "models.student.path=s3a://bucket/inputs/student",
            "teacher.path=s3a://bucket/inputs/teacher",
            "synthesis.seedQuestions=s3a://bucket/inputs/seeds.json",
            "synthesis.groupSize=4",
            "split={train: 20, validation: 4, subsets: [20]}",
            "training.epochs=1",
            "training.batchSize=4",
            "training.checkpointEverySteps=2",
            "evaluation.viva.annotation=s3a://bucket/inputs/annotation.json",
            "evaluation.viva.images=s3a://bucket/inputs/images",
            "evaluation.arms=[image]",
            "evaluation.limit=" + ITEMS)) {
      words.addAll(List.of("--set", setting));
    }
    words.addAll(List.of(more));
    return Command.wordsight()
        .with(words.toArray(String[]::new))
        .where("WORDSIGHT_CACHE", folder.resolve("cache").toString());
  }

  @Test
  void readsAndWritesItAndGoesOnFromIt() throws Exception {
    Outcome run = wordsight("run", "--run-id", "small").run(folder.resolve("run"));
    assertThat(run.status()).as(run.all()).isZero();

    Map<String, List<String>> tables = TablesOfRun.of(download());
    assertThat(tables.get("samples")).hasSize(24);
    assertThat(tables.get("adapters")).hasSize(1);
    assertThat(tables.get("train_steps")).hasSize(5);
    assertThat(tables.get("predictions")).hasSize(2 * ITEMS);
    assertThat(tables.get("rejected"))
        .filteredOn(row -> row.contains("reason=missing-image"))
        .isNotEmpty();
    assertThat(folder.resolve("report/report.html")).isNotEmptyFile();

    Outcome again = wordsight("run", "--run-id", "small").run(folder.resolve("again"));
    assertThat(again.status()).as(again.all()).isZero();
    assertThat(again.err()).contains("train: done before, skipped");

    Outcome query =
        wordsight("sql", "--format", "csv", "SELECT count(*) AS n, min(path) AS p FROM adapters")
            .run(folder.resolve("sql"));
    assertThat(query.out())
        .as(query.all())
        .contains("1,s3a://bucket/warehouse/_wordsight/runs/small/adapters/student-teacher-20");

    Outcome export =
        wordsight("export", "--adapter", "student-teacher-20", "--out", folder.resolve("out") + "")
            .run(folder.resolve("export"));
    assertThat(export.status()).as(export.all()).isZero();
    assertThat(folder.resolve("out/adapter_model.safetensors")).isNotEmptyFile();
  }

  /** The tables as a plain reader finds them. */
  private static Path download() throws IOException {
    Storage warehouse = Storages.open("s3a://bucket/warehouse", server.hadoop());
    Path copy = folder.resolve("downloaded");
    for (StoredFile file : warehouse.list("")) {
      if (!file.name().startsWith("_")) {
        Path local = copy.resolve(file.name());
        Files.createDirectories(local.getParent());
        Files.copy(warehouse.open(file.name()), local, StandardCopyOption.REPLACE_EXISTING);
      }
    }

    assertThat(warehouse.list(Storage.UNFINISHED)).isEmpty();
    return copy;
  }
}
