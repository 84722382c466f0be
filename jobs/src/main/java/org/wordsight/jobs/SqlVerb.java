package org.wordsight.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.wordsight.config.RunFile;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;
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
    description =
        "Tables: runs, requests, candidates, rejected, duplicates, contamination, curation,"
            + " samples, train_steps, adapters, captions, predictions, accuracy, comparisons. All"
            + " runs of the warehouse are in them, told apart by run_id.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  wordsight sql --config conf/demo.yaml 'SELECT reason, count(*) FROM rejected GROUP BY 1'",
      "  wordsight sql --config conf/demo.yaml --format csv --file notebooks/accuracy.sql"
    })
final class SqlVerb implements Runnable {
  @Mixin private CommonOptions common;
  @Mixin private RunFileOptions runFile;
  @Mixin private FormatOption format;

  @ArgGroup(multiplicity = "1")
  private Query query;

  /** The query itself, or the file that holds it. */
  private static final class Query {
    @Parameters(index = "0", paramLabel = "QUERY", description = "The query.")
    private String text;

    @Option(names = "--file", paramLabel = "F.sql", description = "A file that holds the query.")
    private Path file;
  }

  @Override
  public void run() {
    String statement = statement();
    RunFile file = runFile.load();
    try (SparkSession spark = Sessions.open()) {
      Views.register(spark, Warehouse.at(file.config().warehouse(), Sessions.hadoop()));
      Result result = result(spark, statement);
      format.print(result.schema, result.rows, common.console());
    }
  }

  private record Result(StructType schema, List<Row> rows) {}

  private String statement() {
    if (query.file == null) {
      return query.text;
    }

    try {
      return InputFile.text(query.file, FileKind.COMMAND_LINE_FILE).strip().replaceFirst(";$", "");
    } catch (IOException e) {
      throw WordsightException.usage("Cannot read query file " + query.file + ": " + e + ".");
    }
  }

  private static Result result(SparkSession spark, String statement) {
    try {
      Dataset<Row> rows = spark.sql(statement);
      return new Result(rows.schema(), rows.collectAsList());
    } catch (Exception e) {
      // Some of Spark's are checked, which Scala does not declare.
      Throwable root = ExceptionUtils.getRootCause(e);
      if (e instanceof SparkThrowable && !(root instanceof IOException)) {
        throw WordsightException.usage("Cannot run the query: " + reason(root) + " Correct it.");
      }

      throw e;
    }
  }

  /** What Spark says of the query itself, without its plan and the path of a failed task. */
  private static String reason(Throwable root) {
    String text = String.valueOf(root.getMessage());
    String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("").strip();
    return first.replaceFirst("[;.]*$", ".");
  }
}
