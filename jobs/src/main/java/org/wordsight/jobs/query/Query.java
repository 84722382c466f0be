package org.wordsight.jobs.query;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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

/**
 * A query over the tables: checked, run, and its rows printed as they come.
 *
 * @param limit how many rows are printed, from 0
 */
public record Query(String text, ReadableFolders folders, ResultFormat format, long limit) {
  /** Every row there is. */
  public static final long NO_LIMIT = LimitedWriter.NO_LIMIT;

  /** What the verb needs of Spark: a task without memory fails alone, not the process with it. */
  public static final Map<String, String> SETTINGS =
      Map.of("spark.executor.killOnFatalError.depth", "0");

  /** A session of its own for queries, whose texts stay as they are written. */
  public static SparkSession session(SparkSession spark) {
    SparkSession session = spark.newSession();
    // Else ${env:NAME} in a query would be the environment's value.
    session.conf().set("spark.sql.variable.substitute", "false");
    // Rows: without it a cross join fills the memory before it goes to disk.
    session.conf().set("spark.sql.cartesianProductExec.buffer.spill.threshold", "1000000");
    return session;
  }

  /**
   * Runs the query in a session made by {@link #session} and prints its rows.
   *
   * @throws WordsightException exit code 2 where the query is refused or fails, 3 where a file that
   *     it reads cannot be read, 5 where the memory is used up
   */
  public void print(SparkSession session, Console console) {
    // Only here: the views are made from rows with the older classes of java.sql.
    session.conf().set("spark.sql.datetime.java8API.enabled", "true");
    try {
      LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(text);
      QueryCheck.check(parsed, folders);
      Dataset<Row> rows = session.sql(text);
      if (parsed instanceof ExplainCommand && format == ResultFormat.table) {
        console.result(Printable.lines(rows.first().getString(0)).stripTrailing());
      } else {
        print(rows, console);
      }
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      // Some of Spark's are checked, which Scala does not declare.
      if (ShutdownHookManager.inShutdown()) {
        throw new WordsightException(ExitCode.CLOSED, "The query was interrupted.", e);
      }

      throw QueryFailure.of(e);
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

  /** An object holds one value under a name: of two, one would be lost. */
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
