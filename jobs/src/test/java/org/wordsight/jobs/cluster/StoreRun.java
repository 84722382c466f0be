package org.wordsight.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.wordsight.evaluate.Scoring;
import org.wordsight.jobs.QuickStart;
import org.wordsight.jobs.cluster.Command.Outcome;
import org.wordsight.jobs.storage.Storages;
import org.wordsight.storage.Storage;
import org.wordsight.storage.StoredFile;

/**
 * A small run of the whole pipeline with all files on a store. The run reads models, seeds,
 * annotation and images from there, and its warehouse is there.
 */
final class StoreRun {
  static final String ID = "small";
  private static final int ITEMS = 8;

  private final String place;
  private final Configuration hadoop;
  private final Path folder;
  private final List<String> flags = new ArrayList<>();
  private UnaryOperator<Command> cluster = UnaryOperator.identity();
  private Supplier<String> clusterLogs = () -> "";

  /**
   * A run on an empty store.
   *
   * @param place the URI of a folder or bucket of the store
   * @param hadoop how this JVM reaches the store
   * @param settings how the run's processes reach the store
   * @param folder on this machine, for files of the processes
   */
  StoreRun(String place, Configuration hadoop, Map<String, String> settings, Path folder) {
    this.place = place;
    this.hadoop = hadoop;
    this.folder = folder;
    settings.forEach(
        (key, value) -> flags.addAll(List.of("--conf", "spark.hadoop." + key + "=" + value)));
  }

  /**
   * Runs on a cluster.
   *
   * @param cluster adds the cluster's options to the command
   * @param clusterLogs the logs of the cluster's processes
   */
  StoreRun on(UnaryOperator<Command> cluster, Supplier<String> clusterLogs) {
    this.cluster = cluster;
    this.clusterLogs = clusterLogs;
    return this;
  }

  /** Runs on this machine. */
  StoreRun here() {
    return on(UnaryOperator.identity(), () -> "");
  }

  /** Copies the run's inputs to the store. The image of the last item is left out. */
  void putInputs() throws IOException {
    Storage inputs = Storages.open(place + "/inputs", hadoop);
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
    for (int i = 1; i < ITEMS; i++) {
      inputs.put("images/" + i + ".png", demo.resolve("benchmark/images/" + i + ".png"));
    }
  }

  /** Runs a verb on this run to its end. The verb must succeed. */
  Outcome wordsight(String verb, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(flags);
    words.addAll(List.of("--config", Path.of("../conf/demo.yaml").toRealPath().toString()));
    for (String setting :
        List.of(
            "warehouse=" + place + "/warehouse",
            "report.out=" + folder.resolve("report"),
            "models.student.path=" + place + "/inputs/student",
            "teacher.path=" + place + "/inputs/teacher",
            "synthesis.seedQuestions=" + place + "/inputs/seeds.json",
            "synthesis.groupSize=4",
            "split={train: 20, validation: 4, subsets: [20]}",
            "training.epochs=1",
            "training.batchSize=4",
            "training.checkpointEverySteps=2",
            "evaluation.viva.annotation=" + place + "/inputs/annotation.json",
            "evaluation.viva.images=" + place + "/inputs/images",
            "evaluation.arms=[image]",
            "evaluation.limit=" + ITEMS)) {
      words.addAll(List.of("--set", setting));
    }

    words.addAll(List.of(more));
    Outcome outcome =
        cluster
            .apply(Command.wordsight().with(words.toArray(String[]::new)))
            .where("WORDSIGHT_CACHE", folder.resolve("cache").toString())
            .where("WORDSIGHT_JAVA_OPTIONS", QuickStart.LINE)
            .run(Files.createTempDirectory(folder, verb));
    assertThat(outcome.status()).as(() -> outcome.all() + clusterLogs.get()).isZero();
    return outcome;
  }

  /** Runs all stages. */
  void run() throws Exception {
    wordsight("run", "--run-id", ID);
    assertThat(folder.resolve("report/report.html")).isNotEmptyFile();

    Map<String, List<String>> tables = TablesOfRun.of(download());
    assertThat(tables.get("samples")).hasSize(24);
    assertThat(tables.get("adapters")).hasSize(1);
    assertThat(tables.get("train_steps")).hasSize(5);
    assertThat(tables.get("predictions")).hasSize(2 * ITEMS);
    assertThat(tables.get("comparisons")).hasSize(Scoring.values().length);
    assertThat(tables.get("runs"))
        .singleElement()
        .asString()
        .contains("run_id=" + ID)
        .contains("status=done");
    assertThat(tables.get("rejected"))
        .filteredOn(row -> row.contains("reason=missing-image"))
        .isNotEmpty()
        .allSatisfy(
            row ->
                assertThat(row)
                    .contains(place + "/inputs/images/" + ITEMS + ".png does not exist"));
  }

  /** Runs all stages again, after they are all done. */
  void runAgain() throws Exception {
    Outcome again = wordsight("run", "--run-id", ID);
    assertThat(again.err()).contains("train: done before, skipped");
  }

  String adapterFolder(String adapter) {
    return "%s/warehouse/_wordsight/runs/%s/adapters/%s".formatted(place, ID, adapter);
  }

  /** Copies the tables to this machine, as a plain reader would. */
  private Path download() throws IOException {
    Storage warehouse = Storages.open(place + "/warehouse", hadoop);
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
