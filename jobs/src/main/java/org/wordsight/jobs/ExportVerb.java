package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.wordsight.config.ModelConfig;
import org.wordsight.config.RunConfig;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;
import org.wordsight.export.Check;
import org.wordsight.export.ExportProof;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.Publication;
import org.wordsight.jobs.runtime.Run;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Views;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.jobs.table.ExportRow;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.MergedCheckpoint;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import org.wordsight.model.Placement;
import org.wordsight.tensor.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: writes an adapter for other software. */
@Command(
    name = "export",
    header = "Writes an adapter as a PEFT folder, or merged into its checkpoint.",
    description = {
      "The layout chooses the names of modules: new as in transformers from 4.52 on (the"
          + " default of an adapter), old as before 4.52 and as in the vision models' published files."
          + " A merged checkpoint keeps the names of the student's files unless a layout is given.",
      "The written files are read back, compared with the trained adapter, and run on the CPU. The checks"
          + " are shown, and are rows of the table exports. If a check fails, no file is left."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight export --config conf/demo.yaml --adapter student-teacher-2000 --out adapter",
      "  wordsight export --config conf/demo.yaml --adapter student-teacher-2000 --out m --merged"
    })
final class ExportVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;

  @Option(
      names = "--run-id",
      paramLabel = "ID",
      description = "The run that trained the adapter (default: the newest such run).")
  private String runId;

  @Option(
      names = "--adapter",
      paramLabel = "ID",
      required = true,
      description = "The adapter_id in table adapters.")
  private String adapterId;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder to write: new or empty.")
  private Path out;

  @Option(names = "--merged", description = "A whole checkpoint instead of an adapter.")
  private boolean merged;

  @Option(
      names = "--layout",
      paramLabel = "old|new",
      description = "The names of modules.",
      converter = LayoutConverter.class)
  private KeyLayout layout;

  /** Reads the lower-case names of layouts. */
  static final class LayoutConverter implements picocli.CommandLine.ITypeConverter<KeyLayout> {
    @Override
    public KeyLayout convert(String value) {
      try {
        return KeyLayout.valueOf(value.toUpperCase(Locale.ROOT));
      } catch (IllegalArgumentException e) {
        throw new picocli.CommandLine.TypeConversionException(
            "'" + value + "' is no layout, expected old or new");
      }
    }
  }

  @Option(
      names = "--files-only",
      description = {
        "Check the files alone, and load no model.",
        "For machines with too little memory for the model."
      })
  private boolean filesOnly;

  /** The adapter's row, and the run that trained it. */
  private record Found(String runId, AdapterRow row) {}

  @Override
  public void run() {
    RunFile file = runFile.load();
    Warehouse warehouse = Warehouse.at(file.config().warehouse().text(), Sessions.hadoop());
    ExportFolder folder = ExportFolder.make(out, "export to");
    boolean finished = false;
    try (SparkSession spark = Sessions.open()) {
      Found found = find(spark, warehouse);
      List<Check> checks = exported(file.config(), found.row(), folder.unfinished());
      checks.forEach(check -> common.console().message("export: " + check.line()));
      finished = checks.stream().noneMatch(check -> check.outcome() == Check.Outcome.FAILED);
      if (finished) {
        folder.finish();
      }

      publish(spark, warehouse, file, found, checks);
      if (!finished) {
        throw failed(checks);
      }
    } finally {
      if (!finished) {
        folder.discard();
      }
    }

    common.console().result(out.toString());
  }

  /** Writes the export and checks it. */
  private List<Check> exported(RunConfig config, AdapterRow row, Path folder) {
    ModelConfig student = config.models().student();
    try (Checkpoint checkpoint = Checkpoint.open(Inputs.folder(student))) {
      LanguageShape shape = LanguageShape.of(checkpoint.modelType(), checkpoint.decoder());
      Adapter adapter = PeftFolder.read(Inputs.adapter(row.path()), shape);
      requireUnchanged(row, adapter);
      ExportProof proof = new ExportProof(checkpoint, adapter, placement(student));
      if (merged) {
        new MergedCheckpoint(checkpoint, adapter, Optional.ofNullable(layout)).write(folder);
        return proof.ofMerged(folder, Optional.ofNullable(layout));
      }

      KeyLayout keys = Optional.ofNullable(layout).orElse(KeyLayout.NEW);
      PeftFolder.write(folder, adapter, keys, config.lora().dropout(), row.model());
      return proof.ofAdapter(folder, keys);
    }
  }

  private Optional<Placement> placement(ModelConfig student) {
    return filesOnly
        ? Optional.empty()
        : Optional.of(new Placement(Device.CPU, student.precision()));
  }

  /**
   * Publishes the checks under the run that trained the adapter. An export is whole without these
   * rows: if they cannot be written, a message says why.
   */
  private void publish(
      SparkSession spark, Warehouse warehouse, RunFile file, Found found, List<Check> checks) {
    String form = merged ? "merged" : "adapter";
    String names =
        Optional.ofNullable(layout)
            .map(KeyLayout::toString)
            .orElse(merged ? "student" : KeyLayout.NEW.toString());
    List<ExportRow> rows =
        checks.stream().map(check -> ExportRow.of(adapterId, form, names, check)).toList();
    try (Run run = Run.reopen(file, warehouse, found.runId(), spark, common.console());
        Publication publication =
            run.publication(String.join("-", "export", adapterId, form, names))) {
      publication.write(ExportRow.TABLE, rows);
      publication.commit();
    } catch (WordsightException e) {
      common
          .console()
          .message(
              "warning: the checks of this export are not in table exports: " + e.getMessage());
    }
  }

  private WordsightException failed(List<Check> checks) {
    String lines =
        checks.stream()
            .filter(check -> check.outcome() == Check.Outcome.FAILED)
            .map(Check::line)
            .collect(Collectors.joining("; "));
    return WordsightException.input(
        "Cannot export adapter %s: %s. Nothing is left in %s. %s"
            .formatted(
                adapterId,
                lines,
                out,
                merged
                    ? "Export it without --merged, or train it longer."
                    : "Check the disk, or train it longer."));
  }

  private Found find(SparkSession spark, Warehouse warehouse) {
    Views.register(spark, warehouse);
    Dataset<Row> adapters = spark.table(AdapterRow.TABLE.name());
    for (RunState run : warehouse.runs()) {
      if (runId == null || runId.equals(run.id())) {
        List<AdapterRow> found =
            AdapterRow.TABLE.records(
                adapters.filter(
                    functions
                        .col("run_id")
                        .equalTo(run.id())
                        .and(functions.col("adapter_id").equalTo(adapterId))));
        if (!found.isEmpty()) {
          AdapterRow row = found.get(0);
          String place = warehouse.adapterPlace(run.id(), adapterId, row.path());
          return new Found(run.id(), row.at(place));
        }
      }
    }

    List<String> known =
        AdapterRow.TABLE.records(adapters).stream()
            .map(AdapterRow::adapterId)
            .distinct()
            .sorted()
            .toList();
    throw WordsightException.input(
        "Cannot export adapter "
            + adapterId
            + ": table adapters of warehouse "
            + warehouse
            + " has "
            + (known.isEmpty() ? "none" : String.join(", ", known))
            + ". Give one of these as --adapter, or train first.");
  }

  private static void requireUnchanged(AdapterRow row, Adapter adapter) {
    if (!PeftFolder.sha256(adapter, KeyLayout.NEW).equals(row.sha256())) {
      throw WordsightException.input(
          "Cannot export adapter "
              + row.adapterId()
              + ": "
              + row.path()
              + " has changed since it was trained (its SHA-256 is not that of table adapters)."
              + " Train it again.");
    }
  }
}
