package org.wordsight.config;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Numbers in decimal digits: {@code 30000}, {@code 30_000}, {@code 0.05}, {@code 2e-5}. YAML 1.1
 * has other spellings: octal, hexadecimal, binary, base 60, infinity. Such texts are not numbers
 * here, since people and libraries disagree about them.
 */
final class DecimalText {
  private static final String DIGITS = "(?:0|[1-9][0-9]*(?:_[0-9]+)*)";
  private static final Pattern WHOLE = Pattern.compile("[-+]?" + DIGITS);
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:" + DIGITS + "(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

  private DecimalText() {}

  /** Empty if the text is not a number, or is too large for 64 bits. */
  static OptionalDouble parse(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return OptionalDouble.empty();
    }

    // Adding 0 turns a negative zero into a plain one.
    double number = Double.parseDouble(text.replace("_", "")) + 0.0;
    return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  /** Empty if the text is not a whole number, or is too large for 64 bits. */
  static OptionalLong parseWhole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return OptionalLong.empty();
    }

    try {
      return OptionalLong.of(Long.parseLong(text.replace("_", "")));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }
}
