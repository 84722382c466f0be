package org.wordsight.jobs.table;

/**
 * The effect of a threshold of the cosine on known pairs. Whether the questions of such a pair mean
 * the same is known.
 *
 * @param source planted or labelled
 * @param paraphrases the number of pairs that mean the same
 * @param paraphrasesFound the number of paraphrases that reach the threshold
 * @param unrelated the number of pairs that do not mean the same
 * @param unrelatedHit the number of unrelated pairs that reach the threshold
 * @param unrelatedQuantile the least cosine above which there is at most one in a thousand of the
 *     unrelated pairs
 * @param used whether the run uses this threshold
 */
public record CalibrationRow(
    String source,
    double threshold,
    int paraphrases,
    int paraphrasesFound,
    int unrelated,
    int unrelatedHit,
    double unrelatedQuantile,
    boolean used) {
  public static final Table<CalibrationRow> TABLE =
      Table.of("calibration", 1, CalibrationRow.class);
}
