package org.wordsight.jobs.runtime;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.wordsight.jobs.table.RequestRow;
import org.wordsight.jobs.table.RunRow;
import org.wordsight.jobs.table.Table;
import org.wordsight.jobs.table.Tables;

/** Temporary views of the published rows of all runs, named after the tables, with run_id first. */
public final class Views {
  /** The cost of each run. An answer that another run paid for costs nothing here. */
  private static final String SPEND =
      """
      SELECT run_id,
        sum(answers) AS answers,
        sum(reused) AS reused_answers,
        sum(used) AS used_microdollars,
        sum(wasted) AS wasted_microdollars,
        sum(used + wasted) AS spent_microdollars,
        CAST(sum(used + wasted) AS DECIMAL(20, 0)) * 0.000001 AS spent_dollars
      FROM (
        SELECT run_id, 1L AS answers, IF(paid_by_run = run_id, 0L, 1L) AS reused,
          cost_microdollars AS used, 0L AS wasted
        FROM requests
        UNION ALL
        SELECT run_id, 0L, 0L, cost_microdollars, 0L FROM judgements
        UNION ALL
        SELECT run_id, 0L, 0L, 0L, cost_microdollars FROM waste)
      GROUP BY run_id
      """;

  private Views() {}

  public static void register(SparkSession spark, Warehouse warehouse) {
    List<RunState> runs = warehouse.runs();
    for (Table<?> table : Tables.ALL) {
      view(spark, warehouse, runs, table).createOrReplaceTempView(table.name());
    }
    spark.sql(SPEND).createOrReplaceTempView("spend");
  }

  private static Dataset<Row> view(
      SparkSession spark, Warehouse warehouse, List<RunState> runs, Table<?> table) {
    return table.name().equals(RunRow.TABLE.name())
        ? runs(spark, runs)
        : rows(spark, warehouse, runs, table);
  }

  /** The view of the runs, made from their states. A state says first what is published. */
  private static Dataset<Row> runs(SparkSession spark, List<RunState> runs) {
    List<Row> rows = new ArrayList<>();
    for (RunState run : runs) {
      Row row = RunRow.TABLE.row(run.row());
      Object[] values = new Object[row.size() + 1];
      values[0] = run.id();
      for (int i = 0; i < row.size(); i++) {
        values[i + 1] = row.get(i);
      }
      rows.add(RowFactory.create(values));
    }

    return spark.createDataFrame(rows, withRunId(RunRow.TABLE.schema()));
  }

  /**
   * The rows of a table that these runs have published, with run_id first. They come from the files
   * that the runs' states name. A table that is being published or replaced is therefore seen whole
   * or not at all.
   */
  static Dataset<Row> rows(
      SparkSession spark, Warehouse warehouse, List<RunState> runs, Table<?> table) {
    StructType schema = withRunId(table.schema());
    String tables = warehouse.tableFiles(table.name()).toString();
    List<String> files = new ArrayList<>();
    List<String> olderFiles = new ArrayList<>();
    for (RunState run : runs) {
      for (RunState.PublishedFile file : run.files(table.name())) {
        String path = warehouse.path(file.name()).toString();
        (path.startsWith(tables + "/") ? files : olderFiles).add(path);
      }
    }

    Dataset<Row> rows = spark.createDataFrame(List.of(), schema);
    if (!files.isEmpty()) {
      rows = read(spark, table, tables, files);
    }

    // The tables of version 0.1.0 are in the folders for plain readers.
    if (!olderFiles.isEmpty()) {
      Dataset<Row> older = read(spark, table, warehouse.path(table.name()).toString(), olderFiles);
      rows = files.isEmpty() ? older : rows.union(older);
    }

    return completed(rows, table);
  }

  private static Dataset<Row> read(
      SparkSession spark, Table<?> table, String basePath, List<String> files) {
    List<Column> columns = new ArrayList<>(List.of(functions.col("run_id")));
    columns.addAll(List.of(table.completed()));
    return spark
        .read()
        .schema(withRunId(table.schema()))
        .option("basePath", basePath)
        // A bracket in the warehouse's path is part of a name, not a pattern.
        .option(DataSource.GLOB_PATHS_KEY(), "false")
        .parquet(files.toArray(String[]::new))
        .select(columns.toArray(Column[]::new));
  }

  /** Files of earlier versions lack these columns. Their answers cost nothing. */
  private static Dataset<Row> completed(Dataset<Row> rows, Table<?> table) {
    return table.name().equals(RequestRow.TABLE.name())
        ? rows.withColumn(
                "cost_microdollars",
                functions.coalesce(functions.col("cost_microdollars"), functions.lit(0L)))
            .withColumn(
                "paid_by_run",
                functions.coalesce(functions.col("paid_by_run"), functions.col("run_id")))
        : rows;
  }

  static Column[] columns(StructType schema) {
    return List.of(schema.fieldNames()).stream().map(functions::col).toArray(Column[]::new);
  }

  private static StructType withRunId(StructType schema) {
    List<StructField> fields = new ArrayList<>(List.of(schema.fields()));
    fields.add(0, DataTypes.createStructField("run_id", DataTypes.StringType, false));
    return DataTypes.createStructType(fields);
  }
}
