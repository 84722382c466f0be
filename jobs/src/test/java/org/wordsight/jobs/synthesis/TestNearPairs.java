package org.wordsight.jobs.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.wordsight.dedup.Pair;
import org.wordsight.dedup.Rank;
import org.wordsight.dedup.Shingles;
import org.wordsight.jobs.LocalSpark;
import org.wordsight.jobs.synthesis.NearPairs.Entry;

class TestNearPairs {
  @Test
  void findsWhatBruteForceFindsInWhateverOrderAndPartitions() {
    List<Entry> entries = entries();
    List<Pair> expected = bruteForce(entries, .6);
    assertThat(expected).hasSizeGreaterThan(50);
    for (int partitions : List.of(1, 5)) {
      Collections.shuffle(entries, new Random(partitions));
      assertThat(NearPairs.find(distributed(entries, partitions), .6, partitions))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void comparesNoSeedQuestionsWithOneAnother() {
    Shingles same = Shingles.of(List.of("a", "b", "c", "d"));
    List<Entry> entries =
        List.of(
            new Entry(Rank.ofSeed(1), same), new Entry(Rank.ofSeed(2), same), new Entry(7, same));
    assertThat(NearPairs.find(distributed(entries, 2), .7, 2))
        .containsExactlyInAnyOrder(new Pair(Rank.ofSeed(1), 7, 1), new Pair(Rank.ofSeed(2), 7, 1));
  }

  private static JavaRDD<Entry> distributed(List<Entry> entries, int partitions) {
    return JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext())
        .parallelize(entries, partitions);
  }

  private static List<Pair> bruteForce(List<Entry> entries, double threshold) {
    List<Pair> pairs = new ArrayList<>();
    for (Entry a : entries) {
      for (Entry b : entries) {
        double score = a.shingles().jaccard(b.shingles());
        boolean bothSeeds = Rank.isSeed(a.rank()) && Rank.isSeed(b.rank());
        if (a.rank() < b.rank() && !bothSeeds && score >= threshold) {
          pairs.add(new Pair(a.rank(), b.rank(), score));
        }
      }
    }
    return pairs;
  }

  /** Families of texts that differ in a few words, some of seed questions. */
  private static List<Entry> entries() {
    Random random = new Random(11);
    List<Entry> entries = new ArrayList<>();
    List<String> words = List.of();
    for (int i = 0; i < 200; i++) {
      if (i % 8 == 0) {
        words = new ArrayList<>();
        for (int w = 0; w < 30; w++) {
          words.add("w" + random.nextInt(200));
        }
      }
      List<String> edited = new ArrayList<>(words);
      for (int edits = random.nextInt(4); edits > 0; edits--) {
        edited.set(random.nextInt(edited.size()), "w" + random.nextInt(200));
      }
      entries.add(new Entry(i < 10 ? Rank.ofSeed(i + 1) : i, Shingles.of(edited)));
    }
    return entries;
  }
}
