package org.wordsight.dedup;

/** Finds sets that share a band of their MinHash signatures. It misses a few; see the S-curve. */
final class MinHashIndex implements CandidateIndex {
  private final MinHash minHash;
  private final long[] keys;
  private final Postings postings = new Postings();
  private final HotBuckets hotBuckets = new HotBuckets();

  MinHashIndex(BandPlan plan) {
    this.minHash = new MinHash(plan);
    this.keys = new long[plan.bands()];
  }

  @Override
  public void add(int number, long[] hashes, int size) {
    if (size == 0) {
      return;
    }
    minHash.keys(hashes, size, keys);
    for (long key : keys) {
      postings.put(key, number);
    }
  }

  @Override
  public void candidates(long[] hashes, int size, Found found) {
    if (size == 0) {
      return;
    }
    minHash.keys(hashes, size, keys);
    for (long key : keys) {
      hotBuckets.note(key, postings.forEach(key, number -> found.accept(number, 0)));
    }
  }

  @Override
  public HotBuckets hotBuckets() {
    return hotBuckets;
  }
}
