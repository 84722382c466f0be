package org.wordsight.dedup;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * MinHash signatures as keys of bands. A hash function is {@code a x + b} in 32 bits with an odd
 * {@code a}, as in multiply-shift hashing; its smallest value over a set is decided by its upper
 * bits. The loop over functions is the inner one, and has no branch, so that the compiler uses
 * vectors. Not thread-safe.
 */
public final class MinHash {
  /** Members of a set that are signed together. */
  private static final int TOGETHER = 8;

  private final BandPlan plan;
  private final int[] multipliers;
  private final int[] summands;
  private final int[] signature;

  public MinHash(BandPlan plan) {
    this.plan = plan;
    SplittableRandom random = new SplittableRandom(0x5eed);
    this.multipliers = new int[plan.length()];
    this.summands = new int[plan.length()];
    this.signature = new int[plan.length()];
    for (int i = 0; i < plan.length(); i++) {
      multipliers[i] = random.nextInt() | 1;
      summands[i] = random.nextInt();
    }
  }

  /**
   * Writes the 64-bit key of each band of a set. Keys of different bands differ, and equal sets
   * have equal keys.
   *
   * @param hashes of the set's members; only the first {@code size} count, at least one
   * @param keys has a place for each band
   */
  public void keys(long[] hashes, int size, long[] keys) {
    sign(hashes, size);
    for (int band = 0; band < plan.bands(); band++) {
      long key = Shingles.mixed(band + 1L);
      for (int row = 0; row < plan.rows(); row++) {
        key = Shingles.mixed(key * 31 + signature[band * plan.rows() + row]);
      }
      keys[band] = key;
    }
  }

  private void sign(long[] hashes, int size) {
    Arrays.fill(signature, Integer.MAX_VALUE);
    int whole = size - size % TOGETHER;
    for (int member = 0; member < whole; member += TOGETHER) {
      signTogether(hashes, member);
    }
    int[] a = multipliers;
    int[] b = summands;
    int[] least = signature;
    for (int member = whole; member < size; member++) {
      int x = folded(hashes[member]);
      for (int i = 0; i < least.length; i++) {
        least[i] = Math.min(least[i], a[i] * x + b[i]);
      }
    }
  }

  /** Each number of the signature is read and written once for {@value #TOGETHER} members. */
  private void signTogether(long[] hashes, int member) {
    int x0 = folded(hashes[member]);
    int x1 = folded(hashes[member + 1]);
    int x2 = folded(hashes[member + 2]);
    int x3 = folded(hashes[member + 3]);
    int x4 = folded(hashes[member + 4]);
    int x5 = folded(hashes[member + 5]);
    int x6 = folded(hashes[member + 6]);
    int x7 = folded(hashes[member + 7]);
    int[] a = multipliers;
    int[] b = summands;
    int[] least = signature;
    for (int i = 0; i < least.length; i++) {
      int first = Math.min(a[i] * x0 + b[i], a[i] * x1 + b[i]);
      int second = Math.min(a[i] * x2 + b[i], a[i] * x3 + b[i]);
      int third = Math.min(a[i] * x4 + b[i], a[i] * x5 + b[i]);
      int fourth = Math.min(a[i] * x6 + b[i], a[i] * x7 + b[i]);
      least[i] = Math.min(least[i], Math.min(Math.min(first, second), Math.min(third, fourth)));
    }
  }

  private static int folded(long hash) {
    return (int) (hash ^ (hash >>> 32));
  }

  /** The share of equal hash values, which estimates the Jaccard similarity of two sets. */
  double estimate(long[] one, long[] other) {
    sign(one, one.length);
    int[] first = signature.clone();
    sign(other, other.length);
    int equal = 0;
    for (int i = 0; i < first.length; i++) {
      equal += first[i] == signature[i] ? 1 : 0;
    }
    return (double) equal / first.length;
  }
}
