package org.wordsight.dedup;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * MinHash signatures as keys of bands. A hash function is {@code a x + b} in 32 bits with an odd
 * {@code a}, as in multiply-shift hashing. The upper bits decide its smallest value over a set. The
 * lowest bit is left out, so that the difference of two values is a number of 32 bits.
 *
 * <p>The compiler of Java 17 uses vector instructions for the loop over functions as written here,
 * which makes the loop three times as fast. It uses none for {@code Math.min}. It also uses none if
 * a number of an array is read twice, or if more than a few members are signed together. Not
 * thread-safe.
 */
public final class MinHash {
  /** The largest number of 31 bits with a sign. */
  private static final int LARGEST = Integer.MAX_VALUE >> 1;

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
      keys[band] = Shingles.mixed(band + 1L);
    }
    // The bands are the inner loop, since each step of one band needs the step before it.
    for (int row = 0; row < plan.rows(); row++) {
      for (int band = 0; band < plan.bands(); band++) {
        keys[band] = Shingles.mixed(keys[band] * 31 + signature[band * plan.rows() + row]);
      }
    }
  }

  /** The same for a set of shingles, which must not be empty. */
  public void keys(Shingles set, long[] keys) {
    keys(set.shared(), set.size(), keys);
  }

  private void sign(long[] hashes, int size) {
    Arrays.fill(signature, LARGEST);
    int paired = size - size % 2;
    for (int member = 0; member < paired; member += 2) {
      sign(folded(hashes[member]), folded(hashes[member + 1]), multipliers, summands, signature);
    }
    if (paired < size) {
      int last = folded(hashes[paired]);
      sign(last, last, multipliers, summands, signature);
    }
  }

  /** Two members together, so that each number of the signature is read and written once. */
  private static void sign(int x, int y, int[] a, int[] b, int[] least) {
    for (int i = 0; i < least.length; i++) {
      int factor = a[i];
      int summand = b[i];
      int ofBoth = smaller((factor * x + summand) >> 1, (factor * y + summand) >> 1);
      least[i] = smaller(least[i], ofBoth);
    }
  }

  /** The smaller of two numbers of 31 bits. */
  private static int smaller(int one, int other) {
    int difference = other - one;
    return one + (difference & (difference >> 31));
  }

  private static int folded(long hash) {
    return (int) (hash ^ (hash >>> 32));
  }
}
