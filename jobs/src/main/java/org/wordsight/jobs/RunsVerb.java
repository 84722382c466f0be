package org.wordsight.jobs;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.wordsight.jobs.query.Query;
import org.wordsight.jobs.reporting.ReportReader;
import org.wordsight.jobs.runtime.Lease;
import org.wordsight.jobs.runtime.RunState;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Views;
import org.wordsight.jobs.runtime.Warehouse;
import org.wordsight.jobs.table.AccuracyRow;
import org.wordsight.jobs.table.AdapterRow;
import org.wordsight.report.Headline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code runs}: lists the runs of the warehouse. */
@Command(
    name = "runs",
    header = "Lists the runs of the warehouse, the newest first.",
    description =
        "Id, status, times, published tables, and the accuracy before and after: official"
            + " scoring, the arm nearest to images, the adapter trained on the most samples. A run"
            + " whose process has gone is shown as interrupted; the same command"
            + " continues it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight runs --config conf/demo.yaml",
      "  wordsight runs --config conf/demo.yaml --format json"
    })
final class RunsVerb implements Runnable {
  private static final String COLUMNS =
      "run_id STRING, status STRING, started_at STRING, finished_at STRING,"
          + " published STRING, before DOUBLE, after DOUBLE";

  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private FormatOption format;

  @Override
  public void run() {
    Configuration hadoop = Sessions.hadoop();
    Warehouse warehouse = Warehouse.at(runFile.load().config().warehouse().text(), hadoop);
    List<RunState> runs = warehouse.runs();
    if (runs.isEmpty()) {
      common.console().message("No run in warehouse " + warehouse + " yet.");
    }

    boolean held = Lease.holder(warehouse).isPresent();
    try (SparkSession spark = Sessions.open()) {
      Views.register(spark, warehouse);
      Dataset<Row> accuracy = spark.table(AccuracyRow.TABLE.name());
      Dataset<Row> adapters = spark.table(AdapterRow.TABLE.name());
      List<Row> rows = runs.stream().map(run -> row(run, held, accuracy, adapters)).toList();
      Query.print(StructType.fromDDL(COLUMNS), rows, format.format(), common.console());
    }
  }

  private static Row row(RunState run, boolean held, Dataset<Row> accuracy, Dataset<Row> adapters) {
    Column ofRun = functions.col("run_id").equalTo(run.id());
    Optional<Headline> headline =
        Headline.of(
            ReportReader.scores(
                AccuracyRow.TABLE.records(accuracy.filter(ofRun)),
                ReportReader.controls(AdapterRow.TABLE.records(adapters.filter(ofRun)))));
    return RowFactory.create(
        run.id(),
        status(run, held),
        run.startedAt(),
        run.finishedAt().isEmpty() ? null : run.finishedAt(),
        String.join(" ", run.published()),
        headline.map(h -> h.before().accuracy().fraction()).orElse(null),
        headline.flatMap(Headline::after).map(score -> score.accuracy().fraction()).orElse(null));
  }

  private static String status(RunState run, boolean held) {
    return run.status() == RunState.Status.RUNNING && !held
        ? "interrupted"
        : run.status().name().toLowerCase(Locale.ROOT);
  }
}
