package org.wordsight.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.runtime.Sessions;
import scala.collection.JavaConverters;

class TestQueryCheck {
  @TempDir Path warehouse;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "-- what is it\nSELECT 1;;",
        "/* a /* nested */ comment */ select 1",
        "WITH a AS (SELECT 1 AS x) SELECT * FROM a WHERE x IN (SELECT 1) AND EXISTS (SELECT 2)",
        "SELECT row_number() OVER w FROM t WINDOW w AS (PARTITION BY a ORDER BY b)",
        "SELECT a, count(*) FROM t TABLESAMPLE (10 PERCENT) GROUP BY GROUPING SETS ((a), ()) HAVING count(*) > 1",
        "SELECT e FROM t LATERAL VIEW OUTER explode(options) q AS e",
        "SELECT * FROM t JOIN LATERAL (SELECT t.x + 1) b ON true LEFT ANTI JOIN c USING (x)",
        "SELECT * FROM t PIVOT (sum(x) FOR y IN (1, 2))",
        "SELECT * FROM t UNPIVOT (x FOR y IN (a, b))",
        "SELECT /*+ BROADCAST(t) */ * FROM t UNION ALL SELECT * FROM range(3) INTERSECT SELECT 1 EXCEPT SELECT 2",
        "SELECT DISTINCT a FROM t DISTRIBUTE BY a SORT BY b",
        "SELECT a FROM t CLUSTER BY a LIMIT 3 OFFSET 2",
        "SELECT transform(options, o -> upper(o)) FROM t",
        "SELECT * FROM explode(array(1)) AS q(x), inline(array(struct(1)))",
        "FROM t SELECT a",
        "TABLE t",
        "VALUES (1), (2)",
        "SHOW TABLES",
        "SHOW VIEWS LIKE 'a*'",
        "SHOW COLUMNS IN t",
        "SHOW FUNCTIONS LIKE 're*'",
        "SHOW DATABASES",
        "DESCRIBE t",
        "DESC EXTENDED t a",
        "DESCRIBE FUNCTION EXTENDED reflect",
        "DESCRIBE QUERY SELECT 1",
        "EXPLAIN FORMATTED SELECT 1",
      })
  void allowsStatementsThatOnlyRead(String query) {
    assertThatCode(() -> check(query)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CREATE TABLE t (a INT) USING csv LOCATION '/tmp/x' | create table",
        "CREATE TABLE t USING parquet AS SELECT 1 | create table as select",
        "CREATE TEMP VIEW v AS SELECT 1 | create view",
        "CREATE TEMPORARY VIEW v USING csv OPTIONS (path '/etc/passwd') | create temp view using",
        "CREATE VIEW v AS SELECT 1 | create view",
        "CREATE FUNCTION f AS 'a.B' USING JAR '/x.jar' | create function",
        "CREATE TEMPORARY FUNCTION f AS 'a.B' | create function",
        "CREATE DATABASE d LOCATION '/tmp/d' | create namespace",
        "INSERT INTO t SELECT 1 | insert into",
        "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a | insert into",
        "FROM t INSERT INTO a SELECT 1 INSERT INTO b SELECT 2 | insert into",
        "INSERT OVERWRITE DIRECTORY '/tmp/x' USING csv SELECT 1 | insert into dir",
        "UPDATE t SET a = 1 | update table",
        "DELETE FROM t | delete from table",
        "MERGE INTO a USING b ON a.x = b.x WHEN MATCHED THEN DELETE | merge into table",
        "DROP TABLE t | drop table",
        "TRUNCATE TABLE t | truncate table",
        "ALTER TABLE t ADD COLUMN b INT | add columns",
        "LOAD DATA INPATH '/etc/passwd' INTO TABLE t | load data",
        "CACHE TABLE t | cache table",
        "CACHE TABLE t AS SELECT 1 | cache table as select",
        "UNCACHE TABLE t | uncache table",
        "CLEAR CACHE | clear cache",
        "REFRESH TABLE t | refresh table",
        "REFRESH '/etc' | refresh resource",
        "ANALYZE TABLE t COMPUTE STATISTICS | analyze table",
        "SET | set",
        "SET spark.sql.ansi.enabled=true | set",
        "SET TIME ZONE 'UTC' | set",
        "RESET | reset",
        "USE d | set catalog and namespace",
        "ADD JAR /x.jar | add jars",
        "ADD FILE /etc/passwd | add files",
        "ADD ARCHIVE /x.zip | add archives",
        "LIST JARS | list jars",
        "SHOW CREATE TABLE t | show create table",
        "EXPLAIN CREATE TABLE x AS SELECT 1 | create table as select",
        "EXPLAIN SELECT TRANSFORM(a) USING 'cat' FROM t | script transformation",
        "SELECT TRANSFORM(a) USING 'cat' AS (b) FROM t | script transformation",
        "SELECT * FROM (SELECT TRANSFORM(a) USING 'sh' FROM t) | script transformation",
        "SELECT * FROM t VERSION AS OF 1 | relation time travel",
      })
  void refusesAStatementThatDoesMore(String statement, String kind) {
    assertThatThrownBy(() -> check(statement))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith(
            "Cannot run the query: it holds the statement \""
                + kind
                + "\", expected a query: SELECT,")
        .hasMessageEndingWith("The verb sql only asks: leave the statement out.")
        .asInstanceOf(type(WordsightException.class))
        .extracting(WordsightException::exitCode)
        .isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT reflect('java.lang.System', 'exit', 3)",
        "SELECT ReFlEcT('a', 'b')",
        "SELECT `reflect`('a', 'b')",
        "SELECT system.builtin.reflect('a', 'b')",
        "SELECT `system`.`builtin`.`java_method`('a', 'b')",
        "SELECT java_method('a', 'b')",
        "SELECT try_reflect('a', 'b')",
        "SELECT 1 WHERE 1 IN (SELECT reflect('a', 'b'))",
        "SELECT (SELECT max(reflect('a', 'b')))",
        "WITH a AS (SELECT reflect('a', 'b')) SELECT 1",
        "SELECT sum(1) OVER w FROM t WINDOW w AS (ORDER BY reflect('a', 'b'))",
        "SELECT transform(a, x -> reflect('a', x)) FROM t",
        "SELECT CASE WHEN true THEN reflect('a', 'b') END",
        "SELECT 1 LIMIT reflect('a', 'b')",
        "VALUES (reflect('a', 'b'))",
        "SELECT * FROM t LATERAL VIEW reflect('a', 'b') q",
        "SELECT * FROM reflect('a', 'b')",
        "SELECT * FROM range(reflect('a', 'b'))",
        "SELECT a FROM t GROUP BY a HAVING reflect('a', 'b') = 1",
        "SELECT * FROM a JOIN b ON reflect('a', 'b') = 'c'",
        "SELECT a FROM t ORDER BY reflect('a', 'b')",
        "SELECT count(*) FILTER (WHERE reflect('a', 'b') = 1) FROM t",
        "EXPLAIN SELECT reflect('a', 'b')",
        "DESCRIBE QUERY SELECT reflect('a', 'b')",
      })
  void refusesAFunctionThatRunsCode(String query) {
    assertThatThrownBy(() -> check(query))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot run the query: it calls ")
        .hasMessageEndingWith(", expected functions that run no other code. Leave it out.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT IDENTIFIER('reflect')('a', 'b')",
        "SELECT * FROM IDENTIFIER('csv.`/etc/passwd`')",
      })
  void refusesANameThatIsComputed(String query) {
    assertThatThrownBy(() -> check(query))
        .hasMessage(
            "Cannot run the query: it names something by IDENTIFIER(...), expected the name itself."
                + " Write the name.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM csv.`/etc/passwd`",
        "SELECT 1 WHERE EXISTS (SELECT * FROM text.`/etc/passwd`)",
        "WITH a AS (TABLE json.`/etc/passwd`) SELECT 1",
        "SELECT * FROM binaryFile.`file:///etc/passwd`",
        "SELECT * FROM `org.apache.spark.sql.execution.datasources.text.TextFileFormat`.`/etc/passwd`",
        "EXPLAIN SELECT * FROM csv.`/etc/passwd`",
      })
  void refusesAFileOfAnotherFolder(String query) {
    assertThatThrownBy(() -> check(query))
        .isInstanceOf(WordsightException.class)
        .hasMessageContaining("/etc/passwd")
        .hasMessageEndingWith(
            "expected a table, or a file under "
                + warehouse
                + ". Add --files FOLDER to read the files of another folder.");
  }

  /**
   * A person must check each new function of a later Spark once: does it run code, or read files or
   * the environment?
   */
  @Test
  void knowsEveryFunctionOfSpark() {
    TreeSet<String> running = new TreeSet<>();
    for (FunctionIdentifier name :
        JavaConverters.seqAsJavaList(FunctionRegistry.builtin().listFunction())) {
      String kind = FunctionRegistry.builtin().lookupFunction(name).get().getClassName();
      if (kind.equals(CallMethodViaReflection.class.getName())) {
        running.add(name.funcName());
      }
    }

    assertThat(running).isNotEmpty().isSubsetOf(QueryCheck.REFUSED_FUNCTIONS);
    assertThat(FunctionRegistry.builtin().listFunction().size())
        .as("functions of Spark 3.5; check the new ones")
        .isEqualTo(FUNCTIONS);
    assertThat(
            JavaConverters.seqAsJavaList(TableFunctionRegistry.builtin().listFunction()).stream()
                .map(FunctionIdentifier::funcName))
        .as("table functions of Spark 3.5; none reads files")
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                "explode",
                "explode_outer",
                "inline",
                "inline_outer",
                "json_tuple",
                "posexplode",
                "posexplode_outer",
                "range",
                "sql_keywords",
                "stack"));
  }

  private static final int FUNCTIONS = 431;

  private void check(String query) {
    SparkSession session = Query.session(LocalSpark.session());
    try {
      QueryCheck.check(
          session.sessionState().sqlParser().parsePlan(query),
          ReadableFolders.of(warehouse.toString(), List.of(), Sessions.hadoop()));
    } catch (org.apache.spark.sql.catalyst.parser.ParseException e) {
      throw new AssertionError(query, e);
    }
  }
}
