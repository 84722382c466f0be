package org.wordsight.jobs.query;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.command.ExplainCommand;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.ShutdownHookManager;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.Printable;
import scala.Option;

/**
 * A query over the tables. The query is checked and run, and its rows are printed as they come.
 *
 * @param limit the most rows to print, from 0
 */
public record Query(String text, ReadableFolders folders, ResultFormat format, long limit) {
  /** Prints every row. */
  public static final long NO_LIMIT = LimitedWriter.NO_LIMIT;

  /**
   * Spark's settings for queries. With them, a task without memory fails alone and does not end the
   * process.
   */
  public static final Map<String, String> SETTINGS =
      Map.of("spark.executor.killOnFatalError.depth", "0");

  /** A session for queries only. Their texts are read as they are written. */
  public static SparkSession session(SparkSession spark) {
    SparkSession session = spark.newSession();
    // Otherwise ${env:NAME} in a query would read the environment.
    session.conf().set("spark.sql.variable.substitute", "false");
    // The value is a number of rows. Without this limit, a cross join fills the memory before it
    // uses the disk.
    session.conf().set("spark.sql.cartesianProductExec.buffer.spill.threshold", "1000000");
    return session;
  }

  /**
   * Runs the query in a session made by {@link #session} and prints its rows.
   *
   * @throws WordsightException exit code 2 where the query is refused or fails; 3 where a file of
   *     the query cannot be read; 5 where there is not enough memory
   */
  public void print(SparkSession session, Console console) {
    // Set only here, since the views are made from rows with the older classes of java.sql.
    session.conf().set("spark.sql.datetime.java8API.enabled", "true");
    try {
      LogicalPlan parsed = parse(session);
      QueryCheck.check(parsed, folders);
      Dataset<Row> rows = session.sql(text);
      if (parsed instanceof ExplainCommand && format == ResultFormat.table) {
        console.result(Printable.lines(rows.first().getString(0)).stripTrailing());
      } else {
        print(rows, console);
      }
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      // Spark throws some checked exceptions that Scala does not declare.
      if (ShutdownHookManager.inShutdown()) {
        throw new WordsightException(ExitCode.CLOSED, "The query was interrupted.", e);
      }

      throw QueryFailure.of(e);
    }
  }

  /**
   * The same plan that the session itself parses later. Spark's parser reads its settings from the
   * session of the thread, not from the session that owns the parser.
   */
  private LogicalPlan parse(SparkSession session) throws ParseException {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return session.sessionState().sqlParser().parsePlan(text);
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }

  private void print(Dataset<Row> rows, Console console) {
    if (format == ResultFormat.json) {
      requireDistinctNames(rows.schema());
    }

    ResultWriter results = ResultWriter.of(format, rows.schema(), console);
    LimitedWriter writer = new LimitedWriter(results, limit);
    QueryRows.print(rows, new RowTexts(format, rows.columns()), writer);
    results.end();
    if (writer.isCut()) {
      console.message(
          "The result has more rows than the %,d of --limit. Raise --limit, or leave it out."
              .formatted(limit));
    }
  }

  /** Prints rows that a verb has made itself. */
  public static void print(
      StructType schema, List<Row> rows, ResultFormat format, Console console) {
    ResultWriter writer = ResultWriter.of(format, schema, console);
    RowTexts texts = new RowTexts(format, schema.fieldNames());
    rows.forEach(row -> writer.row(texts.of(row)));
    writer.end();
  }

  /**
   * Makes sure that columns have different names. A JSON object has one value for each name, so a
   * second value would be lost.
   */
  private static void requireDistinctNames(DataType type) {
    if (type instanceof StructType struct) {
      Set<String> seen = new TreeSet<>();
      for (String name : struct.fieldNames()) {
        if (!seen.add(name)) {
          throw WordsightException.usage(
              "Cannot print the result as JSON: two columns are named "
                  + name
                  + ", expected one. Name them with AS.");
        }
      }

      Arrays.stream(struct.fields()).forEach(field -> requireDistinctNames(field.dataType()));
    } else if (type instanceof ArrayType array) {
      requireDistinctNames(array.elementType());
    } else if (type instanceof MapType map) {
      requireDistinctNames(map.valueType());
    }
  }
}
