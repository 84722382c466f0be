package org.wordsight.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.runtime.Console;
import org.wordsight.jobs.runtime.ResultStream;
import org.wordsight.jobs.runtime.Sessions;

@Timeout(120)
class TestQueryRows {
  @TempDir Path warehouse;

  @Test
  void printsManyPartitionsInTheirOrder() {
    assertThat(new QueryConsole(warehouse).ask("SELECT id FROM range(0, 1000, 1, 150)"))
        .isEqualTo("id\n" + lines(1_000));
  }

  @Test
  void printsLargePartitionsWholeAndInTheirOrder() {
    // Each partition is too large to be sent to the driver whole.
    String printed = new QueryConsole(warehouse).ask("SELECT id FROM range(0, 1500000, 1, 2)");
    assertThat(printed.equals("id\n" + lines(1_500_000))).isTrue();
  }

  @Test
  void cutsAtALimitAndSaysSo() {
    QueryConsole asking = new QueryConsole(warehouse).limited(3);
    assertThat(asking.ask("SELECT id FROM range(10)")).isEqualTo("id\n0\n1\n2\n");
    assertThat(asking.messages())
        .isEqualTo(
            "The result has more rows than the 3 of --limit. Raise --limit, or leave it out.\n");

    assertThat(asking.ask("SELECT id FROM range(10) ORDER BY id DESC")).isEqualTo("id\n9\n8\n7\n");
    assertThat(asking.messages()).contains("the 3 of --limit");
  }

  @Test
  void printsNoMessageAboutALimitThatIsNotReached() {
    QueryConsole asking = new QueryConsole(warehouse).limited(3);
    assertThat(asking.ask("SELECT id FROM range(3)")).isEqualTo("id\n0\n1\n2\n");
    assertThat(asking.messages()).isEmpty();
  }

  @Test
  void printsTheColumnsAloneAtALimitOfNone() {
    QueryConsole asking = new QueryConsole(warehouse).limited(0);
    assertThat(asking.ask("SELECT id FROM range(3)")).isEqualTo("id\n");
    assertThat(asking.messages()).contains("the 0 of --limit");
  }

  @Test
  void printsTheFirstRowsOfAHugeCrossJoin() {
    String query = "SELECT a.id, b.id FROM range(10000000) a CROSS JOIN range(10000000) b";
    assertThat(new QueryConsole(warehouse).limited(2).ask(query)).isEqualTo("id,id\n0,0\n0,1\n");
  }

  @Test
  void reportsAFailureInTheMiddleOfALargePartition() {
    String query =
        "SELECT CASE WHEN id = 1400000 THEN raise_error('in the middle') ELSE id END"
            + " FROM range(0, 1500000, 1, 1)";
    WordsightException failure =
        catchThrowableOfType(
            () -> new QueryConsole(warehouse).ask(query), WordsightException.class);
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure).hasMessage("Cannot run the query: in the middle. Correct it.");
  }

  @Test
  void stopsWhenTheReaderHasGone() {
    WordsightException failure = askInto(new Failing("Broken pipe"));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.CLOSED);
    assertThat(failure.exitCode().status()).isEqualTo(141);
  }

  @Test
  void saysWhyTheResultsCannotBeWritten() {
    WordsightException failure = askInto(new Failing("No space left on device"));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(failure)
        .hasMessage(
            "Cannot write the results: No space left on device. Free some space, or send standard"
                + " output elsewhere.");
  }

  @Test
  void runsNoTaskAfterItHasStopped() {
    askInto(new Failing("Broken pipe"));
    SparkSession session = LocalSpark.session();
    assertThat(session.range(0, 10, 1, 2).count()).isEqualTo(10);
  }

  @Test
  void saysThatTheDriverDoesNotAnswer() {
    RowSender stranger =
        new RowSender(
            new RowTexts(ResultFormat.csv, new String[] {"id"}), "127.0.0.1", 1, new byte[32], 1);
    assertThatThrownBy(() -> stranger.call(List.<org.apache.spark.sql.Row>of().iterator()))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith(
            "Cannot send the query's rows to the driver: 127.0.0.1:1 does not answer");
  }

  private WordsightException askInto(OutputStream out) {
    Console console =
        new Console(
            new ResultStream(out, false),
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
            false,
            false);
    Query query =
        new Query(
            "SELECT id FROM range(100000000)",
            ReadableFolders.of(warehouse.toString(), List.of(), Sessions.hadoop()),
            ResultFormat.csv,
            Query.NO_LIMIT);
    return catchThrowableOfType(
        () -> query.print(Query.session(LocalSpark.session()), console), WordsightException.class);
  }

  private static String lines(long rows) {
    return LongStream.range(0, rows).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  /** Accepts some bytes, then fails. */
  private static final class Failing extends OutputStream {
    private final String reason;
    private int left = 1_000_000;

    Failing(String reason) {
      this.reason = reason;
    }

    @Override
    public void write(int b) throws IOException {
      if (left-- <= 0) {
        throw new IOException(reason);
      }
    }
  }
}
