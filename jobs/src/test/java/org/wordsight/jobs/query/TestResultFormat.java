package org.wordsight.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.WordsightException;

class TestResultFormat {
  @TempDir Path warehouse;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NULL | null",
        "true | true",
        "CAST(1 AS TINYINT) | 1",
        "CAST(-32768 AS SMALLINT) | -32768",
        "9223372036854775807L | 9223372036854775807",
        "CAST('0.1' AS FLOAT) | 0.1",
        "0.1D | 0.1",
        "CAST('NaN' AS DOUBLE) | \"NaN\"",
        "CAST('-Infinity' AS DOUBLE) | \"-Infinity\"",
        "CAST('Infinity' AS FLOAT) | \"Infinity\"",
        "12345678901234567890.123456789012345678BD | 12345678901234567890.123456789012345678",
        "CAST('1E-18' AS DECIMAL(38, 18)) | 0.000000000000000001",
        "'a \"b\"' | \"a \\\"b\\\"\"",
        "CAST('ab' AS CHAR(4)) | \"ab\"",
        "CAST('ab' AS VARCHAR(4)) | \"ab\"",
        "x'00ff' | \"00ff\"",
        "DATE'2024-02-29' | \"2024-02-29\"",
        "DATE'0001-01-01' | \"0001-01-01\"",
        "TIMESTAMP'2024-01-02 03:04:00' | \"2024-01-02T03:04:00Z\"",
        "TIMESTAMP'2024-01-02 03:04:05.678901' | \"2024-01-02T03:04:05.678901Z\"",
        "TIMESTAMP_NTZ'2024-01-02 03:04:00' | \"2024-01-02T03:04:00\"",
        "TIMESTAMP_NTZ'2024-01-02 03:04:05.5' | \"2024-01-02T03:04:05.5\"",
        "INTERVAL '1-2' YEAR TO MONTH | \"P1Y2M\"",
        "INTERVAL '15' MONTH | \"P1Y3M\"",
        "INTERVAL '-1-2' YEAR TO MONTH | \"P-1Y-2M\"",
        "INTERVAL '1 02:03:04.5' DAY TO SECOND | \"PT26H3M4.5S\"",
        "make_interval(1, 2, 3, 4, 5, 6, 7.5) | \"P1Y2M25DT5H6M7.5S\"",
        "make_interval(0, 0, 0, 0, 5) | \"PT5H\"",
        "make_interval(0, 0, 0, 2) | \"P2D\"",
        "make_interval(0) | \"P0D\"",
        "array(1, NULL, 3) | [1,null,3]",
        "array() | []",
        "map(1, 'a', 2, NULL) | {\"1\":\"a\",\"2\":null}",
        "map(DATE'2024-01-02', 1) | {\"2024-01-02\":1}",
        "map(TIMESTAMP'2024-01-02 03:04:00', 1) | {\"2024-01-02T03:04:00Z\":1}",
        "map(x'ff', 1) | {\"ff\":1}",
        "map(struct(1 AS a), 1) | {\"{\\\"a\\\":1}\":1}",
        "map(array(1, 2), 1) | {\"[1,2]\":1}",
        "map(1.50BD, 1) | {\"1.50\":1}",
        "struct(1 AS a, struct(INTERVAL '1' DAY AS c) AS b) | {\"a\":1,\"b\":{\"c\":\"PT24H\"}}",
        "array(struct(map('k', array(TIMESTAMP_NTZ'2024-01-02 00:00:00')) AS m)) | [{\"m\":{\"k\":[\"2024-01-02T00:00:00\"]}}]",
      })
  void writesEveryTypeAsJson(String value, String json) throws IOException {
    String printed =
        new QueryConsole(warehouse).as(ResultFormat.json).ask("SELECT " + value + " AS v");
    assertThat(printed).isEqualTo("[\n{\"v\":" + json + "}\n]\n");

    JsonNode parsed = new ObjectMapper().readTree(printed);
    assertThat(parsed.get(0).has("v")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "NULL | ``",
        "'' | \"\"",
        "'a,b' | \"a,b\"",
        "'a \"b\"' | \"a \"\"b\"\"\"",
        "CAST('NaN' AS DOUBLE) | NaN",
        "1E-18BD | 0.000000000000000001",
        "x'00ff' | 00ff",
        "TIMESTAMP_NTZ'2024-01-02 03:04:00' | 2024-01-02T03:04:00",
        "TIMESTAMP'2024-01-02 03:04:00' | 2024-01-02T03:04:00Z",
        "INTERVAL '1-2' YEAR TO MONTH | P1Y2M",
        "INTERVAL '1 02' DAY TO HOUR | PT26H",
        "make_interval(0, 0, 0, 4, 5) | P4DT5H",
        "array('a') | \"[\"\"a\"\"]\"",
        "map(1, 2) | \"{\"\"1\"\":2}\"",
        "struct(1 AS a) | \"{\"\"a\"\":1}\"",
      })
  void writesEveryTypeAsCsv(String value, String csv) {
    assertThat(new QueryConsole(warehouse).ask("SELECT " + value + " AS v"))
        .isEqualTo("v\n" + csv + "\n");
  }

  @Test
  void writesNoRowsInEveryFormat() {
    String none = "SELECT 1 AS a WHERE false";
    assertThat(new QueryConsole(warehouse).as(ResultFormat.json).ask(none)).isEqualTo("[\n]\n");
    assertThat(new QueryConsole(warehouse).as(ResultFormat.csv).ask(none)).isEqualTo("a\n");
    assertThat(new QueryConsole(warehouse).as(ResultFormat.table).ask(none))
        .isEqualTo("a\n-\n0 rows\n");
  }

  @Test
  void writesSeveralObjectsOfOneArray() {
    assertThat(new QueryConsole(warehouse).as(ResultFormat.json).ask("VALUES (1), (2) AS t(a)"))
        .isEqualTo("[\n{\"a\":1},\n{\"a\":2}\n]\n");
  }

  @Test
  void refusesJsonWhereOneOfTwoColumnsWouldBeLost() {
    for (String query :
        new String[] {"SELECT 1 AS a, 2 AS a", "SELECT array(struct(1 AS a, 2 AS a)) AS b"}) {
      assertThatThrownBy(() -> new QueryConsole(warehouse).as(ResultFormat.json).ask(query))
          .isInstanceOf(WordsightException.class)
          .hasMessage(
              "Cannot print the result as JSON: two columns are named a, expected one. Name them"
                  + " with AS.");
    }

    assertThat(new QueryConsole(warehouse).ask("SELECT 1 AS a, 2 AS a")).isEqualTo("a,a\n1,2\n");
  }

  @Test
  void showsControlCharactersInATable() {
    String query =
        "SELECT concat('a', chr(27), '[2J', chr(13), chr(10), chr(9), chr(8), chr(155), chr(127),"
            + " '\\u202e', '\\u2066', '\\u2028', 'b') AS `n\u001b[31m`";
    assertThat(new QueryConsole(warehouse).as(ResultFormat.table).ask(query).lines().limit(3))
        .containsExactly(
            "n\\u001b[31m",
            "-".repeat(53),
            "a\\u001b[2J\\r\\n\\t\\u0008\\u009b\\u007f\\u202e\\u2066\\u2028b");
  }

  @Test
  void writesControlCharactersInJsonAsEscapesOfTheSameData() throws IOException {
    String printed =
        new QueryConsole(warehouse)
            .as(ResultFormat.json)
            .ask("SELECT concat('a', chr(27), chr(155), '\\u202e', chr(10)) AS v");
    assertThat(printed).isEqualTo("[\n{\"v\":\"a\\u001B\\u009b\\u202e\\n\"}\n]\n");
    assertThat(new ObjectMapper().readTree(printed).get(0).get("v").asText())
        .isEqualTo("a\u001b\u009b\u202e\n");
  }

  @Test
  void keepsControlCharactersInCsvForAProgramAndShowsThemToAPerson() {
    String query = "SELECT concat('a', chr(27), chr(13), 'b') AS v";
    assertThat(new QueryConsole(warehouse).ask(query)).isEqualTo("v\n\"a\u001b\rb\"\n");
    assertThat(new QueryConsole(warehouse).onATerminal().ask(query))
        .isEqualTo("v\n\"a\\u001b\\rb\"\n");
  }

  @Test
  void cutsAWideCellBetweenCharacters() {
    String query = "SELECT repeat('\ud83d\ude00', 100) AS v";
    assertThat(
            new QueryConsole(warehouse).as(ResultFormat.table).ask(query).lines().toList().get(2))
        .isEqualTo("\ud83d\ude00".repeat(79) + "…");
  }

  @Test
  void keepsLaterRowsWholeWhereTheyAreWiderThanTheFirst() {
    QueryConsole asking = new QueryConsole(warehouse).as(ResultFormat.table);
    String printed =
        asking.ask("SELECT repeat('x', if(id = 1500, 5, 1)) AS v, id FROM range(0, 2000, 1, 1)");
    assertThat(printed.lines().toList().get(1_502)).isEqualTo("xxxxx  1500");
    assertThat(printed).startsWith("v  id\n-  ---\nx  0\n").endsWith("x  1999\n2000 rows\n");
    assertThat(asking.messages())
        .isEqualTo(
            "The columns fit the first 1,000 rows: later cells that are wider stand out of"
                + " line.\n");
  }

  @Test
  void printsAPlanInSeveralLines() {
    assertThat(new QueryConsole(warehouse).as(ResultFormat.table).ask("EXPLAIN SELECT 1"))
        .startsWith("== Physical Plan ==\n");
    assertThat(new QueryConsole(warehouse).as(ResultFormat.json).ask("EXPLAIN SELECT 1"))
        .startsWith("[\n{\"plan\":\"== Physical Plan ==\\n");
  }

  @Test
  void replacesNoEnvironmentVariables() {
    assertThat(new QueryConsole(warehouse).ask("SELECT '${env:HOME}${system:user.dir}' AS v"))
        .isEqualTo("v\n${env:HOME}${system:user.dir}\n");
  }

  @Test
  void readsNoFileThroughXml() {
    String query =
        "SELECT xpath_string('<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
            + "<a>_&e;_</a>', '/a') AS v";
    assertThat(new QueryConsole(warehouse).ask(query)).isEqualTo("v\n__\n");
  }
}
