package org.wordsight.jobs.table;

/**
 * What a threshold of the cosine would do with pairs of which it is known whether they mean the
 * same.
 *
 * @param source planted, labelled
 * @param paraphrases pairs that mean the same
 * @param paraphrasesFound those of them that reach the threshold
 * @param unrelated pairs that do not mean the same
 * @param unrelatedHit those of them that reach the threshold
 * @param unrelatedQuantile the least cosine that at most one in a thousand of the unrelated pairs
 *     is above
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
