package org.wordsight.jobs.query;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * The first rows of a partition.
 *
 * @param whole whether the partition has no further rows that are needed
 */
record PartitionStart(List<String[]> rows, boolean whole) implements Serializable {
  /**
   * Takes the first rows of a partition.
   *
   * @param mostRows the most rows that are needed
   * @param mostSize the most memory that they may take, in characters
   */
  record Take(RowTexts texts, long mostRows, long mostSize)
      implements FlatMapFunction<Iterator<Row>, PartitionStart> {
    @Override
    public Iterator<PartitionStart> call(Iterator<Row> rows) {
      List<String[]> first = new ArrayList<>();
      long size = 0;
      while (first.size() < mostRows && rows.hasNext()) {
        if (size >= mostSize) {
          return List.of(new PartitionStart(List.of(), false)).iterator();
        }

        String[] row = texts.of(rows.next());
        size += RowTexts.size(row);
        first.add(row);
      }

      return List.of(new PartitionStart(first, true)).iterator();
    }
  }
}
