package org.wordsight.verify;

/**
 * The comparison of one quantity of one case.
 *
 * @param difference the largest difference, or the number of different elements if they must be
 *     equal
 * @param tolerance the allowed difference, or "equal"
 * @param note a remark for people; often empty
 */
public record QuantityCheck(
    String caseName,
    String quantity,
    String difference,
    String tolerance,
    Verdict verdict,
    String note) {

  /** The comparison as one line. */
  @Override
  public String toString() {
    String line =
        String.format(
            "%-20s  %-22s  %10s  %10s  %s", caseName, quantity, difference, tolerance, verdict);
    return note.isEmpty() ? line : line + "  " + note;
  }
}
