package org.wordsight.jobs.curation;

import org.apache.spark.api.java.JavaRDD;

/**
 * Counts of candidates, made in one pass.
 *
 * @param flagged candidates with hits, none of which drops
 * @param cutTexts candidates with a text that was too long for the embedder
 */
record ExaminedCounts(long all, long flagged, long cutTexts) {
  private static final int ALL = 0;
  private static final int FLAGGED = 1;
  private static final int CUT = 2;

  static ExaminedCounts of(JavaRDD<Examined> candidates) {
    long[] counts =
        candidates.aggregate(
            new long[3],
            (sums, one) -> {
              sums[ALL]++;
              sums[FLAGGED] += one.isFlagged() ? 1 : 0;
              sums[CUT] += one.embedding().cut() ? 1 : 0;
              return sums;
            },
            (sums, others) -> {
              for (int i = 0; i < sums.length; i++) {
                sums[i] += others[i];
              }
              return sums;
            });
    return new ExaminedCounts(counts[ALL], counts[FLAGGED], counts[CUT]);
  }
}
