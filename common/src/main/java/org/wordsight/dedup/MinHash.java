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
    int member = 0;
    for (; member + 4 <= size; member += 4) {
      sign(
          folded(hashes[member]),
          folded(hashes[member + 1]),
          folded(hashes[member + 2]),
          folded(hashes[member + 3]));
    }
    for (; member < size; member++) {
      int x = folded(hashes[member]);
      sign(x, x, x, x);
    }
  }

  /** Four members at a time: each number of the signature is read and written once for them. */
  private void sign(int x0, int x1, int x2, int x3) {
    int[] a = multipliers;
    int[] b = summands;
    int[] least = signature;
    for (int i = 0; i < least.length; i++) {
      int first = Math.min(a[i] * x0 + b[i], a[i] * x1 + b[i]);
      int second = Math.min(a[i] * x2 + b[i], a[i] * x3 + b[i]);
      least[i] = Math.min(least[i], Math.min(first, second));
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
