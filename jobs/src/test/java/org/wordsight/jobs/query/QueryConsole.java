package org.wordsight.jobs.query;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.ResultStream;
import org.wordsight.jobs.runtime.Sessions;

/** Asks a query in a session of two task slots, with a folder for its warehouse. */
final class QueryConsole {
  private final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
  private final Path warehouse;
  private ResultFormat format = ResultFormat.csv;
  private long limit = Query.NO_LIMIT;
  private boolean terminal;

  QueryConsole(Path warehouse) {
    this.warehouse = warehouse;
  }

  QueryConsole as(ResultFormat newFormat) {
    format = newFormat;
    return this;
  }

  QueryConsole limited(long newLimit) {
    limit = newLimit;
    return this;
  }

  QueryConsole onATerminal() {
    terminal = true;
    return this;
  }

  /** The printed result of the query. */
  String ask(String query) {
    return ask(Query.session(LocalSpark.session()), query);
  }

  String ask(SparkSession session, String query) {
    results.reset();
    messages.reset();
    ReadableFolders folders =
        ReadableFolders.of(warehouse.toString(), List.of(), Sessions.hadoop());
    Console console =
        new Console(
            new ResultStream(results, terminal),
            new PrintStream(messages, true, StandardCharsets.UTF_8),
            false,
            false);
    new Query(query, folders, format, limit).print(session, console);
    return results.toString(StandardCharsets.UTF_8);
  }

  String messages() {
    return messages.toString(StandardCharsets.UTF_8);
  }
}
