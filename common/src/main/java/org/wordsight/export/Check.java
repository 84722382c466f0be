package org.wordsight.export;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;
import org.wordsight.error.WordsightException;

/**
 * One check of an export.
 *
 * @param value the measured value; absent if there is no number
 * @param allowed the rule for the value, or advice if the check is a warning
 */
public record Check(String name, OptionalDouble value, String allowed, Outcome outcome) {
  private static final MathContext SHOWN = new MathContext(6);

  /** Whether an export may be used. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** The export is correct, but some software cannot use it. */
    WARNING
  }

  public Check {
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw WordsightException.input(
          "Cannot prove an export: %s is %s, expected a finite number. Check the adapter and the checkpoint."
              .formatted(name, value.getAsDouble()));
    }
  }

  static Check exactly(String name, double value, double expected) {
    return judged(name, value, number(expected), value == expected);
  }

  static Check atMost(String name, double value, double limit) {
    return judged(name, value, "at most " + number(limit), value <= limit);
  }

  static Check above(String name, double value, double limit) {
    return judged(name, value, "above " + number(limit), value > limit);
  }

  static Check warning(String name, OptionalDouble value, String advice) {
    return new Check(name, value, advice, Outcome.WARNING);
  }

  private static Check judged(String name, double value, String allowed, boolean passes) {
    return new Check(
        name, OptionalDouble.of(value), allowed, passes ? Outcome.PASSED : Outcome.FAILED);
  }

  /** The check in one line, such as {@code keys: 56, allowed: 56, passed}. */
  public String line() {
    String found = value.isPresent() ? ": " + number(value.getAsDouble()) : "";
    return switch (outcome) {
      case PASSED -> "%s%s, allowed: %s, passed".formatted(name, found, allowed);
      case FAILED -> "%s%s, allowed: %s, FAILED".formatted(name, found, allowed);
      case WARNING -> "warning, %s%s. %s".formatted(name, found, allowed);
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : new BigDecimal(value).round(SHOWN).toString();
  }
}
