package org.wordsight.jobs.curation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wordsight.config.SelectionConfig.KeepRule;
import org.wordsight.dedup.ComparedText;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.runtime.DriverParts;

class TestWaveOrder {
  private static final int COUNT = 10 * DriverParts.ROWS;

  private static WaveOrder.Waiting waiting(long rank) {
    return new WaveOrder.Waiting(
        rank, ComparedText.NONE, new float[0], (int) (rank % 4), new WaveOrder.Merits(5, 0));
  }

  /** Spark brings a partition to the driver as a whole, and here one partition has all rows. */
  @ParameterizedTest
  @EnumSource(
      value = KeepRule.class,
      names = {"FIRST", "BALANCED_LETTER"})
  void sortsIntoPartitionsThatTheDriverCanHold(KeepRule rule) {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    JavaRDD<WaveOrder.Waiting> wave =
        spark.parallelize(
            LongStream.range(0, COUNT).mapToObj(i -> waiting(COUNT - 1 - i)).toList(), 1);
    JavaRDD<WaveOrder.Turn> sorted = new WaveOrder(0, List.of(rule)).sorted(wave, new long[26]);
    List<List<WaveOrder.Turn>> parts = sorted.glom().collect();
    assertThat(parts.stream().mapToInt(List::size).max().orElseThrow())
        .isLessThan(3 * DriverParts.ROWS);
    List<WaveOrder.Turn> turns = parts.stream().flatMap(List::stream).toList();
    assertThat(turns).hasSize(COUNT);
    assertThat(IntStream.range(1, COUNT))
        .allMatch(i -> turns.get(i - 1).precedence().compareTo(turns.get(i).precedence()) < 0);
  }
}
