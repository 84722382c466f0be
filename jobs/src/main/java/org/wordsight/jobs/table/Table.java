package org.wordsight.jobs.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table: its name, the version of its columns, and the record of a row.
 *
 * @param <R> the record; its components are the columns
 */
public final class Table<R extends Record> {
  private final String name;
  private final int version;
  private final RecordMapping<R> mapping;

  /** Expressions for columns that rows of an earlier version lack, by column. */
  private final Map<String, String> olderRows;

  private Table(String name, int version, RecordMapping<R> mapping, Map<String, String> olderRows) {
    this.name = name;
    this.version = version;
    this.mapping = mapping;
    this.olderRows = Map.copyOf(olderRows);
  }

  static <R extends Record> Table<R> of(String name, int version, Class<R> type) {
    return new Table<>(name, version, RecordMapping.of(type), Map.of());
  }

  /**
   * Names the value of a column in rows that an earlier version wrote without that column.
   *
   * @param expression in SQL, over the row's other columns
   */
  Table<R> withOlderRows(String column, String expression) {
    Map<String, String> all = new HashMap<>(olderRows);
    all.put(column, expression);
    return new Table<>(name, version, mapping, all);
  }

  /** The columns of rows in files. Columns that an earlier version lacks are added. */
  public Column[] completed() {
    return List.of(schema().fieldNames()).stream().map(this::completed).toArray(Column[]::new);
  }

  private Column completed(String column) {
    String expression = olderRows.get(column);
    return expression == null
        ? functions.col(column)
        : functions.coalesce(functions.col(column), functions.expr(expression)).as(column);
  }

  public String name() {
    return name;
  }

  /** Rises when a column is added or renamed, or changes its meaning. */
  public int version() {
    return version;
  }

  public StructType schema() {
    return mapping.schema();
  }

  public Encoder<Row> encoder() {
    return Encoders.row(schema());
  }

  public Row row(R record) {
    return RowFactory.create(mapping.values(record));
  }

  /** Reads a row that has at least this table's columns, in any order. */
  public R record(Row row) {
    return mapping.record(row);
  }

  public Dataset<Row> dataset(SparkSession spark, List<R> records) {
    List<Row> rows = new ArrayList<>(records.size());
    for (R record : records) {
      rows.add(row(record));
    }

    return spark.createDataFrame(rows, schema());
  }

  /** All rows, on the driver. */
  public List<R> records(Dataset<Row> rows) {
    List<R> records = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      records.add(record(row));
    }

    return records;
  }

  /**
   * This table's columns of {@code rows}, in this table's order.
   *
   * @throws IllegalArgumentException where a column is missing or has another type
   */
  public Dataset<Row> conform(Dataset<Row> rows) {
    Map<String, String> found = new TreeMap<>();
    for (StructField field : rows.schema().fields()) {
      found.put(field.name(), field.dataType().simpleString());
    }

    for (StructField field : schema().fields()) {
      String type = found.getOrDefault(field.name(), "nothing");
      if (!type.equals(field.dataType().simpleString())) {
        throw new IllegalArgumentException(
            "Cannot write table %s: column %s is %s, expected %s"
                .formatted(name, field.name(), type, field.dataType().simpleString()));
      }
    }

    return rows.select(
        List.of(schema().fieldNames()).stream().map(functions::col).toArray(Column[]::new));
  }

  @Override
  public String toString() {
    return name;
  }
}
