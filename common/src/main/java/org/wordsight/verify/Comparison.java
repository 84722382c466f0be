package org.wordsight.verify;

/**
 * One quantity of one case.
 *
 * @param difference the largest one, or how many elements differ where they must be equal
 * @param tolerance what is allowed, or "equal"
 * @param note what a person needs to know beside the numbers; often empty
 */
public record Comparison(
    String caseName,
    String quantity,
    String difference,
    String tolerance,
    Verdict verdict,
    String note) {

  /** One line. */
  @Override
  public String toString() {
    String line =
        String.format(
            "%-20s  %-22s  %10s  %10s  %s", caseName, quantity, difference, tolerance, verdict);
    return note.isEmpty() ? line : line + "  " + note;
  }
}
