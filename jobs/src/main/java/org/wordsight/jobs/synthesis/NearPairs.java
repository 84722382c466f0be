package org.wordsight.jobs.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.wordsight.dedup.Pair;
import org.wordsight.dedup.PrefixFilter;
import org.wordsight.dedup.Rank;
import org.wordsight.dedup.ShingleFrequencies;
import org.wordsight.dedup.Shingles;
import scala.Tuple2;

/**
 * Finds all pairs of texts whose similarity reaches a threshold; none is missed. Each text is sent
 * to the partitions of its rare shingles. Two texts that meet there are a candidate pair, and each
 * candidate pair is verified exactly. Seed questions are not compared with one another.
 */
final class NearPairs {
  private NearPairs() {}

  /** A text to compare. */
  record Entry(long rank, Shingles shingles) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Sorts the texts of a partition by shingle, so that texts with the same shingle follow one
   * another.
   */
  private record Key(long shingle, long rank) implements Comparable<Key>, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public int compareTo(Key other) {
      int byShingle = Long.compare(shingle, other.shingle);
      return byShingle != 0 ? byShingle : Long.compare(rank, other.rank);
    }
  }

  private static final class ByShingle extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int partitions;

    ByShingle(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return Math.floorMod(Long.hashCode(((Key) key).shingle()), partitions);
    }
  }

  /** Finds the pairs among texts of different ranks, in no particular order. */
  static List<Pair> find(JavaRDD<Entry> entries, double threshold, int partitions) {
    ShingleFrequencies frequencies =
        entries.mapPartitions(NearPairs::count).treeReduce((counts, others) -> counts.add(others));
    Broadcast<PrefixFilter> filter =
        JavaSparkContext.fromSparkContext(entries.context())
            .broadcast(new PrefixFilter(threshold, frequencies));
    JavaPairRDD<Long, Long> candidates =
        entries
            .flatMapToPair(entry -> keyed(entry, filter.value()))
            .repartitionAndSortWithinPartitions(new ByShingle(partitions))
            .mapPartitionsToPair(keyed -> new Meetings(keyed, filter.value()))
            .distinct(partitions);
    JavaPairRDD<Long, Shingles> texts =
        entries.mapToPair(entry -> new Tuple2<>(entry.rank(), entry.shingles()));
    List<Pair> pairs =
        candidates
            .join(texts, partitions)
            .mapToPair(met -> new Tuple2<>(met._2()._1(), new Entry(met._1(), met._2()._2())))
            .join(texts, partitions)
            .map(
                met -> {
                  Entry earlier = met._2()._1();
                  double score = earlier.shingles().jaccard(met._2()._2());
                  return new Pair(earlier.rank(), met._1(), score);
                })
            .filter(pair -> pair.score() >= threshold)
            .collect();
    filter.destroy();
    return pairs;
  }

  private static Iterator<ShingleFrequencies> count(Iterator<Entry> entries) {
    ShingleFrequencies frequencies = new ShingleFrequencies();
    entries.forEachRemaining(entry -> frequencies.add(entry.shingles()));
    return List.of(frequencies).iterator();
  }

  private static Iterator<Tuple2<Key, PrefixFilter.Entry>> keyed(Entry entry, PrefixFilter filter) {
    return filter.prefix(entry.shingles()).stream()
        .map(prefix -> new Tuple2<>(new Key(prefix.shingle(), entry.rank()), prefix))
        .iterator();
  }

  /**
   * The pairs (earlier, later) of a sorted partition. The texts of one shingle are held at a time.
   */
  private static final class Meetings implements Iterator<Tuple2<Long, Long>> {
    private final Iterator<Tuple2<Key, PrefixFilter.Entry>> keyed;
    private final PrefixFilter filter;
    private final List<Tuple2<Key, PrefixFilter.Entry>> bucket = new ArrayList<>();
    private Iterator<Tuple2<Long, Long>> met = List.<Tuple2<Long, Long>>of().iterator();

    Meetings(Iterator<Tuple2<Key, PrefixFilter.Entry>> keyed, PrefixFilter filter) {
      this.keyed = keyed;
      this.filter = filter;
    }

    @Override
    public boolean hasNext() {
      while (!met.hasNext() && keyed.hasNext()) {
        met = meet(keyed.next());
      }
      return met.hasNext();
    }

    @Override
    public Tuple2<Long, Long> next() {
      if (!hasNext()) {
        throw new NoSuchElementException("No more pairs");
      }
      return met.next();
    }

    private Iterator<Tuple2<Long, Long>> meet(Tuple2<Key, PrefixFilter.Entry> arrived) {
      if (!bucket.isEmpty() && bucket.get(0)._1().shingle() != arrived._1().shingle()) {
        bucket.clear();
      }
      long later = arrived._1().rank();
      List<Tuple2<Long, Long>> pairs =
          bucket.stream()
              .filter(waiting -> !Rank.isSeed(later) || !Rank.isSeed(waiting._1().rank()))
              .filter(waiting -> filter.admits(waiting._2(), arrived._2()))
              .map(waiting -> new Tuple2<>(waiting._1().rank(), later))
              .toList();
      bucket.add(arrived);
      return pairs.iterator();
    }
  }
}
