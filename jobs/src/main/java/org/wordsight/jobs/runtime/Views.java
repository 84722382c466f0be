package org.wordsight.jobs.runtime;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.wordsight.jobs.table.Table;
import org.wordsight.jobs.table.Tables;

/** Temporary views of what all runs have published, named after the tables, run_id first. */
public final class Views {
  private Views() {}

  public static void register(SparkSession spark, Warehouse warehouse) {
    List<RunState> runs = warehouse.runs();
    for (Table<?> table : Tables.ALL) {
      view(spark, warehouse, runs, table).createOrReplaceTempView(table.name());
    }
  }

  private static Dataset<Row> view(
      SparkSession spark, Warehouse warehouse, List<RunState> runs, Table<?> table) {
    List<StructField> fields = new ArrayList<>(List.of(table.schema().fields()));
    fields.add(0, DataTypes.createStructField("run_id", DataTypes.StringType, false));
    StructType schema = DataTypes.createStructType(fields);
    String[] folders =
        runs.stream()
            .filter(run -> run.published().contains(table.name()))
            .map(run -> warehouse.published(table, run.id()).toString())
            .toArray(String[]::new);
    if (folders.length == 0) {
      return spark.createDataFrame(List.of(), schema);
    }

    return spark
        .read()
        .schema(schema)
        .option("basePath", warehouse.tableFolder(table).toString())
        .parquet(folders)
        .select(List.of(schema.fieldNames()).stream().map(functions::col).toArray(Column[]::new));
  }
}
