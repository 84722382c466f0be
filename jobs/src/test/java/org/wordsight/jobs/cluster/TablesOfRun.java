package org.wordsight.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The rows of every table of a warehouse, to be compared with another's. */
final class TablesOfRun {
  /**
   * Columns that may differ: times, durations, places, and the number of the attempt, since a
   * killed task is repeated.
   */
  private static final Map<String, Set<String>> LEFT_OUT =
      Map.of(
          "runs",
          Set.of("started_at", "finished_at", "stages", "config"),
          "requests",
          Set.of("latency_ms", "attempt"),
          "train_steps",
          Set.of("seconds", "attempt"),
          "predictions",
          Set.of("seconds"),
          "adapters",
          Set.of("path"));

  private TablesOfRun() {}

  /** For each table, its rows as texts in a fixed order: column names with values. */
  static Map<String, List<String>> of(Path warehouse) throws IOException, SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Stream<Path> folders = Files.list(warehouse);
        Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      for (Path folder : folders.filter(TablesOfRun::isTable).toList()) {
        tables.put(folder.getFileName().toString(), rows(connection, folder));
      }
    }

    return tables;
  }

  private static boolean isTable(Path folder) {
    return !folder.getFileName().toString().startsWith("_")
        && !folder.getFileName().toString().startsWith(".");
  }

  private static List<String> rows(Connection connection, Path folder) throws SQLException {
    Set<String> leftOut = LEFT_OUT.getOrDefault(folder.getFileName().toString(), Set.of());
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT * FROM read_parquet('%s/*/*.parquet')".formatted(folder))) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          String column = result.getMetaData().getColumnName(i);
          if (!leftOut.contains(column)) {
            row.append(column).append('=').append(result.getString(i)).append(' ');
          }
        }

        rows.add(row.toString());
      }
    }

    Collections.sort(rows);
    return rows;
  }
}
