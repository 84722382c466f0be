package org.wordsight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.jobs.runtime.Lease;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.ExportRow;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.PeftFolder;

/** Exports of adapters of the demo's student, and the rows of their checks. */
class TestExportVerb {
  private static final String STUDENT =
      "models.student={path: " + DemoModels.STUDENT.path() + ", precision: float32}";

  @TempDir private Path folder;

  /** A finished run that trained this adapter. */
  private void publish(AdapterRow adapter) {
    try (Run run = LocalSpark.run(folder, "night", STUDENT)) {
      try (Publication out = run.publication("train-" + adapter.adapterId())) {
        out.write(AdapterRow.TABLE, List.of(adapter));
        out.commit();
      }

      run.leave(RunState.Status.DONE);
    }
  }

  private SmallDemo.Ended export(AdapterRow adapter, Path out, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("export", "--config", folder.resolve("run.yaml").toString()));
    arguments.addAll(List.of("--set", STUDENT));
    arguments.addAll(List.of("--adapter", adapter.adapterId(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    return SmallDemo.execute(arguments);
  }

  private Warehouse warehouse() {
    return Warehouse.at(folder.resolve("warehouse").toString(), Sessions.hadoop());
  }

  private List<ExportRow> rows() {
    try (Run run = LocalSpark.run(folder, "night", STUDENT)) {
      return run.records(ExportRow.TABLE);
    }
  }

  @Test
  void provesBothFormsAndWritesTheChecksAsRowsOfTheRun() {
    AdapterRow adapter = DemoModels.writeAdapter(folder);
    publish(adapter);
    RunState before = warehouse().state("night").orElseThrow();

    SmallDemo.Ended plain = export(adapter, folder.resolve("plain"));
    assertThat(plain.status()).as(plain.messages()).isZero();
    assertThat(plain.messages())
        .contains("export: numbers that are not as trained: 0, allowed: 0, passed")
        .contains("export: largest change of a logit by the adapter: ");
    assertThat(folder.resolve("plain"))
        .isDirectoryContaining("glob:**/" + PeftFolder.WEIGHTS)
        .isDirectoryNotContaining("glob:**/.unfinished");

    SmallDemo.Ended merged = export(adapter, folder.resolve("m"), "--merged", "--layout", "old");
    assertThat(merged.status()).as(merged.messages()).isZero();
    assertThat(folder.resolve("m")).isDirectoryContaining("glob:**/config.json");

    RunState after = warehouse().state("night").orElseThrow();
    assertThat(after.status()).isEqualTo(RunState.Status.DONE);
    assertThat(after.finishedAt()).isEqualTo(before.finishedAt());
    List<ExportRow> rows = rows();
    assertThat(rows)
        .allSatisfy(
            row -> {
              assertThat(row.adapterId()).isEqualTo(adapter.adapterId());
              assertThat(row.passed()).isEqualTo(Optional.of(true));
            });
    assertThat(rows)
        .extracting(row -> row.form() + " " + row.layout())
        .contains("adapter new", "merged old");
    assertThat(rows)
        .filteredOn(row -> row.checkName().startsWith("mean drift"))
        .singleElement()
        .satisfies(row -> assertThat(row.value().getAsDouble()).isBetween(0.0, 0.1));
  }

  @Test
  void removesTheFilesOfAFailedExportAndSaysWhy() {
    Adapter trained = DemoModels.adapter();
    Adapter untrained = Adapter.initial(trained.layout(), 8, 42);
    AdapterRow adapter = DemoModels.writeAdapter(folder, untrained);
    publish(adapter);
    Path out = folder.resolve("out");

    SmallDemo.Ended failed = export(adapter, out);

    assertThat(failed.status()).isEqualTo(ExitCode.INPUT.status());
    assertThat(failed.messages())
        .contains(
            "Cannot export adapter %s: modules that learned nothing: %d, allowed: 0, FAILED; "
                .formatted(adapter.adapterId(), untrained.modules().size()))
        .contains("Nothing is left in " + out + ".");
    assertThat(out).doesNotExist();
    assertThat(rows())
        .filteredOn(row -> row.passed().equals(Optional.of(false)))
        .extracting(ExportRow::checkName)
        .containsExactly(
            "modules that learned nothing", "largest change of a logit by the adapter");
  }

  @Test
  void exportsFromAWarehouseThatWasMoved() throws IOException {
    AdapterRow adapter = DemoModels.writeAdapter(folder);
    Path before = folder.resolve("warehouse");
    String place = "_wordsight/runs/night/adapters/" + adapter.adapterId();
    publish(adapter.at(before.resolve(place).toString()));
    Path after = folder.resolve("moved");
    Files.move(before, after);
    Files.createDirectories(after.resolve(place).getParent());
    Files.move(Path.of(adapter.path()), after.resolve(place));
    Path out = folder.resolve("out");

    SmallDemo.Ended ended = export(adapter, out, "--files-only", "--set", "warehouse=" + after);

    assertThat(ended.status()).as(ended.messages()).isZero();
    assertThat(out).isDirectoryContaining("glob:**/" + PeftFolder.CONFIG);
    assertThat(before).doesNotExist();
  }

  @Test
  void exportsBesideAnotherRunAndSaysThatTheRowsAreMissing() throws IOException {
    AdapterRow adapter = DemoModels.writeAdapter(folder);
    publish(adapter);
    Path out = Files.createDirectories(folder.resolve("out/.unfinished")).getParent();
    Files.writeString(out.resolve(".unfinished/config.json"), "what a killed export left");

    SmallDemo.Ended ended;
    try (Lease other = Lease.take(warehouse(), "another", LocalSpark.silent())) {
      ended = export(adapter, out, "--files-only");
    }

    assertThat(ended.status()).as(ended.messages()).isZero();
    assertThat(ended.messages())
        .contains(
            "warning: the checks of this export are not in table exports: Cannot start: another run (another) holds the lock")
        .doesNotContain("logit");
    assertThat(out)
        .isDirectoryContaining("glob:**/" + PeftFolder.CONFIG)
        .isDirectoryNotContaining("glob:**/config.json");
    assertThat(rows()).isEmpty();
  }
}
