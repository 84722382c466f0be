package org.wordsight.dedup;

import java.util.Arrays;

/**
 * Finds sets that share a band of their MinHash signatures. A few similar sets are missed, as the
 * S-curve shows.
 */
final class MinHashIndex implements CandidateIndex {
  private final MinHash minHash;
  private final long[] keys;
  private final Postings postings = new Postings();
  private final HotBuckets hotBuckets = new HotBuckets();

  /** The last set that was signed. A candidate that is kept needs its keys twice. */
  private long[] signed = new long[256];

  private int signedSize;

  MinHashIndex(BandPlan plan) {
    this.minHash = new MinHash(plan);
    this.keys = new long[plan.bands()];
  }

  @Override
  public void add(int number, long[] hashes, int size) {
    if (size == 0) {
      return;
    }
    sign(hashes, size);
    for (long key : keys) {
      postings.put(key, number);
    }
  }

  @Override
  public void candidates(long[] hashes, int size, Found found) {
    if (size == 0) {
      return;
    }
    sign(hashes, size);
    for (long key : keys) {
      hotBuckets.note(key, postings.forEach(key, number -> found.accept(number, 0)));
    }
  }

  private void sign(long[] hashes, int size) {
    if (size == signedSize && Arrays.equals(hashes, 0, size, signed, 0, size)) {
      return;
    }
    minHash.keys(hashes, size, keys);
    signed = Boilerplate.roomFor(size, signed);
    System.arraycopy(hashes, 0, signed, 0, size);
    signedSize = size;
  }

  @Override
  public HotBuckets hotBuckets() {
    return hotBuckets;
  }
}
