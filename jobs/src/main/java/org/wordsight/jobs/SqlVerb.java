package org.wordsight.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.query.Query;
import org.wordsight.jobs.query.QueryText;
import org.wordsight.jobs.query.ReadableFolders;
import org.wordsight.jobs.runtime.Sessions;
import org.wordsight.jobs.runtime.Views;
import org.wordsight.jobs.runtime.Warehouse;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sql}: a query over the published tables. */
@Command(
    name = "sql",
    header = "Asks the published tables in Spark SQL.",
    description = {
      "Tables: runs, requests, waste, candidates, judgements, rejected, duplicates, contamination,"
          + " curation, clusters, hot_buckets, curation_stats, calibration, samples, diversity,"
          + " train_plan, train_steps, adapters, exports, captions, predictions, accuracy,"
          + " comparisons; and spend, what each run paid. All runs of the warehouse are in the"
          + " tables; run_id tells them apart.",
      "One statement that only reads: SELECT, WITH, VALUES, TABLE, FROM, SHOW TABLES, SHOW COLUMNS,"
          + " SHOW FUNCTIONS, DESCRIBE or EXPLAIN. Files of the warehouse can be read by their path:"
          + " parquet.`FOLDER`, also csv, json, text, orc and binaryFile.",
      "Rows are printed as they come, however many they are."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight sql --config conf/demo.yaml 'SELECT reason, count(*) FROM rejected GROUP BY 1'",
      "  wordsight sql --config conf/demo.yaml --format csv --file notebooks/accuracy.sql",
      "  wordsight sql --config conf/demo.yaml --limit 20 'SELECT * FROM predictions'",
      "  wordsight sql --config conf/demo.yaml --files notes 'SELECT * FROM csv.`notes/mine.csv`'"
    })
final class SqlVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private FormatOption format;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Print at most N rows, and say so if there are more (default: all).")
  private Long limit;

  @Option(
      names = "--files",
      paramLabel = "FOLDER",
      description =
          "A folder whose files the query may read by their path, besides the warehouse. Can be"
              + " repeated.")
  private List<String> files = new ArrayList<>();

  @ArgGroup(multiplicity = "1")
  private Source source;

  /** The query itself, or the file that holds it. */
  private static final class Source {
    @Parameters(index = "0", paramLabel = "QUERY", description = "The query.")
    private String text;

    @Option(names = "--file", paramLabel = "F.sql", description = "A file that holds the query.")
    private Path file;
  }

  @Override
  public void run() {
    String text = source.file == null ? QueryText.of(source.text) : QueryText.read(source.file);
    if (limit != null && limit < 0) {
      throw WordsightException.usage(
          "Cannot run the query: --limit is " + limit + ", expected at least 0. Correct --limit.");
    }

    RunFile run = runFile.load();
    Configuration hadoop = Sessions.hadoop();
    String place = run.config().warehouse().text();
    Warehouse warehouse = Warehouse.at(place, hadoop);
    ReadableFolders folders = ReadableFolders.of(place, files, hadoop);
    try (SparkSession spark = Sessions.open(Query.SETTINGS)) {
      SparkSession session = Query.session(spark);
      Views.register(session, warehouse);
      new Query(text, folders, format.format(), limit == null ? Query.NO_LIMIT : limit)
          .print(session, common.console());
    }
  }
}
