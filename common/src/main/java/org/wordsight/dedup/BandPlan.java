package org.wordsight.dedup;

import java.io.Serializable;

/**
 * The division of a MinHash signature into bands. Two sets meet if all rows of a band are equal.
 *
 * @param bands of a signature
 * @param rows hash values in a band
 */
public record BandPlan(int bands, int rows) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Hash values of a signature, if so many are enough for the recall. */
  private static final int USUAL_LENGTH = 128;

  private static final int LONGEST = 512;

  public BandPlan {
    if (bands < 1 || rows < 1) {
      throw new IllegalArgumentException(bands + " bands of " + rows + " rows");
    }
  }

  /**
   * The plan with the fewest chance meetings, among the plans that find two sets at the threshold
   * with this probability. Long bands have fewer chance meetings.
   *
   * @param threshold the similarity that must be found, above 0, at most 1
   * @param recall the least probability at the threshold, below 1
   */
  public static BandPlan of(double threshold, double recall) {
    BandPlan best = new BandPlan(bandsFor(threshold, 1, recall), 1);
    for (int rows = 2; rows <= USUAL_LENGTH; rows++) {
      int bands = bandsFor(threshold, rows, recall);
      if (bands * rows > USUAL_LENGTH) {
        break;
      }
      best = new BandPlan(bands, rows);
    }
    if (best.length() > LONGEST) {
      throw new IllegalArgumentException(
          "A threshold of " + threshold + " needs " + best.length() + " hash values");
    }
    return best;
  }

  private static int bandsFor(double threshold, int rows, double recall) {
    double missesBand = Math.log1p(-Math.pow(threshold, rows));
    return (int) Math.max(1, Math.ceil(Math.log1p(-recall) / missesBand));
  }

  /** Hash values in a signature. */
  public int length() {
    return bands * rows;
  }

  /** The probability that two sets of this Jaccard similarity meet: the S-curve of the plan. */
  public double probability(double similarity) {
    return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
  }
}
