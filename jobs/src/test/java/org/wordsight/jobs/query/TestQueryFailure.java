package org.wordsight.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;

class TestQueryFailure {
  @TempDir Path warehouse;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SELECT 1/ | Syntax error at or near end of input",
        "SELECT 1; SELECT 2 | Syntax error at or near 'SELECT'",
        "SELECT nothing FROM range(1) | UNRESOLVED_COLUMN",
        "SELECT * FROM nowhere | TABLE_OR_VIEW_NOT_FOUND",
        "SELECT nothing(1) | UNRESOLVED_ROUTINE",
        "SELECT :name | UNBOUND_SQL_PARAMETER",
        "SELECT count(1) + id FROM range(1) | MISSING_",
        "SELECT format_string('%d', 'a') | illegal format conversion: d !=",
        "SELECT format_string(concat('%d', id), 'a') FROM range(3) | illegal format conversion: d !=",
        "SELECT from_utc_timestamp(now(), 'Nowhere/No') | Unknown time-zone ID: Nowhere/No",
        "SELECT to_utc_timestamp(now(), concat('No', id)) FROM range(1) | No0",
        "SELECT split('a', '[') | pattern syntax: Unclosed character class near index 0",
        "SELECT split('a', concat('[', id)) FROM range(1) | Unclosed character class",
        "SELECT regexp_replace(id, '[', '') FROM range(3) | INVALID_PARAMETER_VALUE.PATTERN",
        "SELECT 'a' RLIKE '(' | INVALID_PARAMETER_VALUE.PATTERN",
        "SELECT encode('a', 'nocharset') | unsupported encoding: nocharset",
        "SELECT decode(x'00', concat('no', id)) FROM range(1) | unsupported encoding: no0",
        "SELECT schema_of_json('{bad') | Unexpected character",
        "SELECT from_json('{}', 'no type x') | Syntax error",
        "SELECT from_json('{}', 5) | INVALID_SCHEMA",
        "SELECT from_csv('1', 'a INT', map('quote', 'ab')) | quote cannot be more than one character",
        "SELECT to_timestamp('2020', 'QQQQQ') | Illegal pattern character: Q",
        "SELECT date_format(now(), 'bbb') | Unknown pattern letter: b",
        "SELECT url_decode('%') | CANNOT_DECODE_URL",
        "SELECT element_at(array(1), 0) | INVALID_INDEX_OF_ZERO",
        "SELECT map_from_arrays(array(1, 1), array(1, id)) FROM range(1) | DUPLICATED_MAP_KEY",
        "SELECT aes_decrypt('a', 'b') | AES_KEY_LENGTH",
        "SELECT to_number('1', 'x') | INVALID_FORMAT",
        "SELECT sequence(1, 10000000000) | 10000000000 elements",
        "SELECT sequence(1, 5, id - 1) FROM range(1) | boundaries",
        "SELECT assert_true(id < 0) FROM range(2) | is not true!",
        "SELECT raise_error('mine') | mine.",
        "SELECT (SELECT id FROM range(2)) | SCALAR_SUBQUERY_TOO_MANY_ROWS",
        "SELECT xpath('<a', '/a') | XML",
        "SELECT * FROM csv.`/nonexistent` | PATH_NOT_FOUND",
        "SELECT ${env:HOME} | Syntax error at or near '$'",
        "SELECT * FROM jdbc.`/nonexistent` | Unsupported data source type",
        "SELECT * FROM nosuch.`/nonexistent` | nosuch",
      })
  void callsAQueryThatFailsByItsReason(String query, String reason) {
    requireUsage(Query.session(LocalSpark.session()), query, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SELECT 1 / (id - id) FROM range(1) | DIVIDE_BY_ZERO",
        "SELECT 1 / 0 | DIVIDE_BY_ZERO",
        "SELECT CAST(concat('x', id) AS INT) FROM range(1) | CAST_INVALID_INPUT",
        "SELECT CAST('x' AS DATE) | CAST_INVALID_INPUT",
        "SELECT 2147483647 + CAST(id + 1 AS INT) FROM range(1) | ARITHMETIC_OVERFLOW",
        "SELECT CAST(id + 100000 AS SMALLINT) FROM range(1) | CAST_OVERFLOW",
        "SELECT array(1)[CAST(id + 5 AS INT)] FROM range(1) | INVALID_ARRAY_INDEX",
        "SELECT make_date(2020, 13, 1) | MonthOfYear",
        "SELECT to_timestamp('x', 'yyyy') | CANNOT_PARSE_TIMESTAMP",
        "SELECT sum(x) FROM (VALUES (9223372036854775807), (1)) t(x) | ARITHMETIC_OVERFLOW",
      })
  void callsAFailureOfStrictArithmeticByItsReason(String query, String reason) {
    SparkSession session = Query.session(LocalSpark.session());
    session.conf().set("spark.sql.ansi.enabled", "true");
    requireUsage(session, query, reason);
  }

  private void requireUsage(SparkSession session, String query, String reason) {
    WordsightException failure =
        catchThrowableOfType(
            () -> new QueryConsole(warehouse).ask(session, query), WordsightException.class);

    assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(ExitCode.USAGE);
    assertThat(failure)
        .hasMessageStartingWith("Cannot run the query: ")
        .hasMessageContaining(reason)
        .hasMessageEndingWith(". Correct it.");
    assertThat(failure.getMessage().lines()).hasSize(1);
  }

  @Test
  void saysThatTheMemoryIsUsedUp() {
    assertThatThrownBy(() -> new QueryConsole(warehouse).ask("SELECT repeat('a', 2147483647)"))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot run the query: the memory is used up (")
        .extracting(e -> ((WordsightException) e).exitCode())
        .isEqualTo(ExitCode.DEVICE);
  }

  @Test
  void saysThatAQueryIsNestedTooDeeply() {
    String query = "SELECT " + "(".repeat(3_000) + "1" + ")".repeat(3_000);
    assertThatThrownBy(() -> new QueryConsole(warehouse).ask(query))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot run the query: it is nested too deeply. Split it into parts, for instance by"
                + " WITH.");
  }

  @Test
  void reportsABrokenFileAsAProblemOfTheFile() throws IOException {
    Path file = Files.writeString(warehouse.resolve("broken.parquet"), "no Parquet at all");
    requireInput("SELECT * FROM parquet.`" + file + "`");
  }

  @Test
  void reportsAFileThatBreaksDuringReadingAsAProblemOfTheFile() throws IOException {
    Path table = warehouse.resolve("table");
    SparkSession session = Query.session(LocalSpark.session());
    session.range(0, 100_000, 1, 2).write().parquet(table.toString());
    session.read().parquet(table.toString()).createOrReplaceTempView("broken");
    try (Stream<Path> files = Files.list(table)) {
      files.filter(file -> file.toString().endsWith(".parquet")).forEach(TestQueryFailure::spoil);
    }

    WordsightException failure =
        catchThrowableOfType(
            () -> new QueryConsole(warehouse).ask(session, "SELECT sum(id) FROM broken"),
            WordsightException.class);
    assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(ExitCode.INPUT);
    assertThat(failure).hasMessageStartingWith("Cannot read what the query names: ");
  }

  @Test
  void reportsAMissingFileAsAProblemOfTheFile() throws IOException {
    Path table = warehouse.resolve("gone");
    SparkSession session = Query.session(LocalSpark.session());
    session.range(0, 10, 1, 1).write().parquet(table.toString());
    session.read().parquet(table.toString()).createOrReplaceTempView("gone");
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }

    WordsightException failure =
        catchThrowableOfType(
            () -> new QueryConsole(warehouse).ask(session, "SELECT * FROM gone"),
            WordsightException.class);
    assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(ExitCode.INPUT);
  }

  private void requireInput(String query) {
    WordsightException failure =
        catchThrowableOfType(
            () -> new QueryConsole(warehouse).ask(query), WordsightException.class);
    assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(ExitCode.INPUT);
    assertThat(failure).hasMessageStartingWith("Cannot read what the query names: ");
  }

  /** Keeps the footer, and replaces data before it by zeros. */
  private static void spoil(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      java.util.Arrays.fill(bytes, 4, bytes.length / 2, (byte) 0);
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
