package org.wordsight.jobs.query;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Sort;

/**
 * Prints a query's rows in order, and holds only a bounded part of them. Several partitions are
 * computed in parallel, and more of them each time. A partition that is small enough comes to the
 * driver whole. A larger one is computed again and sent as a stream. All rows of a partition come
 * from one computation, since two could differ in order.
 */
final class QueryRows {
  private static final int MOST_PARTITIONS = 64;
  private static final int GROWTH = 4;

  /** The most characters of partitions that are computed in parallel: about 32 MB. */
  private static final long MOST_SIZE = 1 << 24;

  /** Up to this limit, Spark finds the first rows of an order without sorting all rows. */
  private static final long MOST_ROWS_IN_MEMORY = 10_000;

  private final JavaRDD<Row> rows;
  private final RowTexts texts;
  private final RowStream stream;

  private QueryRows(Dataset<Row> rows, RowTexts texts) {
    this.rows = rows.toJavaRDD();
    this.texts = texts;
    this.stream =
        new RowStream(
            JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()),
            this.rows,
            texts);
  }

  /** Prints the rows that are needed. */
  static void print(Dataset<Row> rows, RowTexts texts, LimitedWriter writer) {
    Dataset<Row> first =
        writer.wanted() <= MOST_ROWS_IN_MEMORY && isSorted(rows.queryExecution().analyzed())
            ? rows.limit((int) writer.wanted())
            : rows;
    new QueryRows(first, texts).print(writer);
  }

  private static boolean isSorted(LogicalPlan plan) {
    return plan instanceof Project project ? isSorted(project.child()) : plan instanceof Sort;
  }

  private void print(LimitedWriter writer) {
    int partitions = rows.getNumPartitions();
    int begin = 0;
    int many = 1;
    while (begin < partitions && writer.wanted() > 0) {
      int end = Math.min(partitions, begin + many);
      List<PartitionStart>[] starts = starts(begin, end, writer.wanted());
      for (int i = 0; i < starts.length && writer.wanted() > 0; i++) {
        PartitionStart start = starts[i].get(0);
        if (start.whole()) {
          start.rows().forEach(writer::row);
        } else {
          stream.print(begin + i, writer);
        }
      }

      writer.flush();
      begin = end;
      many = Math.min(MOST_PARTITIONS, many * GROWTH);
    }
  }

  private List<PartitionStart>[] starts(int begin, int end, long wanted) {
    return rows.mapPartitions(new PartitionStart.Take(texts, wanted, MOST_SIZE / (end - begin)))
        .collectPartitions(IntStream.range(begin, end).toArray());
  }
}
