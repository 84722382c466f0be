package org.wordsight.verify;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/** Compares the quantities of one case and counts the results. */
final class QuantityChecks {
  private static final String EQUAL = "equal";
  private static final double RELATIVE = 1e-4;

  private final String caseName;
  private final Consumer<QuantityCheck> consumer;

  QuantityChecks(String caseName, Consumer<QuantityCheck> consumer) {
    this.caseName = caseName;
    this.consumer = consumer;
  }

  void equal(String quantity, Object ours, Object theirs) {
    boolean same = Objects.equals(ours, theirs);
    add(quantity, same ? "0" : "1", EQUAL, same, same ? "" : "got " + ours + ", not " + theirs);
  }

  void equal(String quantity, int[] ours, int[] theirs) {
    equal(
        quantity,
        Arrays.stream(ours).asLongStream().toArray(),
        Arrays.stream(theirs).asLongStream().toArray());
  }

  void equal(String quantity, long[] ours, long[] theirs) {
    if (ours.length != theirs.length) {
      add(quantity, "-", EQUAL, false, "got " + ours.length + " numbers, not " + theirs.length);
      return;
    }
    int differing = 0;
    int first = -1;
    for (int i = 0; i < ours.length; i++) {
      if (ours[i] != theirs[i]) {
        first = differing++ == 0 ? i : first;
      }
    }
    String note =
        differing == 0 ? "" : "number " + first + " is " + ours[first] + ", not " + theirs[first];
    add(quantity, Integer.toString(differing), EQUAL, differing == 0, note);
  }

  /** Unsigned bytes, of which none may differ. */
  void equal(String quantity, byte[] ours, byte[] theirs) {
    if (ours.length != theirs.length) {
      add(quantity, "-", EQUAL, false, "got " + ours.length + " bytes, not " + theirs.length);
      return;
    }
    int largest = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs((ours[i] & 0xff) - (theirs[i] & 0xff)));
    }
    add(quantity, Integer.toString(largest), EQUAL, largest == 0, "");
  }

  /** No element may differ by more than {@code tolerance}. */
  void within(String quantity, float[] ours, float[] theirs, double tolerance) {
    within(quantity, widened(ours), widened(theirs), tolerance);
  }

  void within(String quantity, double[] ours, double[] theirs, double tolerance) {
    within(quantity, ours, theirs, tolerance, "");
  }

  void within(String quantity, float[] ours, float[] theirs, double tolerance, String note) {
    within(quantity, widened(ours), widened(theirs), tolerance, note);
  }

  private void within(
      String quantity, double[] ours, double[] theirs, double tolerance, String note) {
    if (ours.length != theirs.length) {
      add(
          quantity,
          "-",
          format(tolerance),
          false,
          "got " + ours.length + " numbers, not " + theirs.length);
      return;
    }
    double largest = largest(ours, theirs);
    add(quantity, format(largest), format(tolerance), largest <= tolerance, note);
  }

  /** The largest difference of two elements. */
  static double largest(float[] ours, float[] theirs) {
    return largest(widened(ours), widened(theirs));
  }

  private static double largest(double[] ours, double[] theirs) {
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      double difference = Math.abs(ours[i] - theirs[i]);
      // A difference that is not a number counts as the largest.
      largest = difference <= largest ? largest : difference;
      if (Double.isNaN(difference)) {
        break;
      }
    }
    return largest;
  }

  /** A mean that may not exceed {@code tolerance}. */
  void mean(String quantity, double mean, double tolerance) {
    add(quantity, format(mean), format(tolerance), mean <= tolerance, "mean");
  }

  /**
   * The tolerance of logits, norms and gradients, relative to the largest reference value, at least
   * 1.
   */
  static double relativeTo(double[] theirs) {
    double largest = 1;
    for (double each : theirs) {
      largest = Math.max(largest, Math.abs(each));
    }
    return RELATIVE * largest;
  }

  static double relativeTo(float[] theirs) {
    return relativeTo(widened(theirs));
  }

  void refused(String quantity, boolean asItShould, String note) {
    add(quantity, "-", "refused", asItShould, note);
  }

  void accepted(String quantity, boolean asItShould, String note) {
    add(quantity, "-", "accepted", asItShould, note);
  }

  void failed(String quantity, String note) {
    add(quantity, "-", "-", false, note);
  }

  void skipped(String note) {
    consumer.accept(new QuantityCheck(caseName, "-", "-", "-", Verdict.SKIPPED, note));
  }

  private void add(
      String quantity, String difference, String tolerance, boolean holds, String note) {
    consumer.accept(
        new QuantityCheck(
            caseName,
            quantity,
            difference,
            tolerance,
            holds ? Verdict.PASSED : Verdict.FAILED,
            note.replaceAll("\\s+", " ")));
  }

  private static String format(double number) {
    return String.format("%.2e", number);
  }

  private static double[] widened(float[] values) {
    double[] widened = new double[values.length];
    Arrays.setAll(widened, i -> values[i]);
    return widened;
  }
}
