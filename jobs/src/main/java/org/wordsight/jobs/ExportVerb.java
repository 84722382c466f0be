package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.wordsight.config.RunConfig;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Inputs;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Views;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.MergedCheckpoint;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Checkpoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: writes an adapter for other software. */
@Command(
    name = "export",
    header = "Writes an adapter as a PEFT folder, or merged into its checkpoint.",
    description =
        "The layout says how modules are called: new as in transformers from 4.52 on (the"
            + " default of an adapter), old as before and as in the vision models' published files."
            + " A merged checkpoint keeps the names of the student's files unless a layout is given.",
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
      description = "The run that trained it (default: the newest that did).")
  private String runId;

  @Option(
      names = "--adapter",
      paramLabel = "ID",
      required = true,
      description = "Its adapter_id in table adapters.")
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
      description = "How modules are called.",
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

  @Override
  public void run() {
    RunConfig config = runFile.load().config();
    requireEmpty(out);
    AdapterRow row = find(config);
    Path student = Inputs.folder(config.models().student());
    try (Checkpoint checkpoint = Checkpoint.open(student)) {
      LanguageShape shape = LanguageShape.of(checkpoint.modelType(), checkpoint.decoder());
      Adapter adapter = PeftFolder.read(Inputs.adapter(row.path()), shape);
      requireUnchanged(row, adapter);
      Files.createDirectories(out);
      if (merged) {
        new MergedCheckpoint(checkpoint, adapter, Optional.ofNullable(layout)).write(out);
      } else {
        KeyLayout keys = Optional.ofNullable(layout).orElse(KeyLayout.NEW);
        PeftFolder.write(out, adapter, keys, config.lora().dropout(), row.model());
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write " + out + ": " + e.getMessage() + ". Choose another --out.", e);
    }
    common.console().result(out.toString());
  }

  private static void requireEmpty(Path folder) {
    try {
      if (Files.exists(folder)) {
        try (var entries = Files.list(folder)) {
          if (entries.findAny().isEmpty()) {
            return;
          }
        }
        throw WordsightException.usage(
            "Cannot export to " + folder + ": it is not empty. Choose a new folder for --out.");
      }
    } catch (IOException e) {
      throw WordsightException.usage(
          "Cannot export to " + folder + ": it is no folder. Choose another --out.");
    }
  }

  private AdapterRow find(RunConfig config) {
    Warehouse warehouse = Warehouse.at(config.warehouse().text(), Sessions.hadoop());
    try (SparkSession spark = Sessions.open()) {
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
            return found.get(0);
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
