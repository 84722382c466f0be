package org.wordsight.config;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Numbers as YAML writes them: {@code 30_000}, and also {@code 2e-5}, which YAML calls a text. */
final class Numbers {
  private Numbers() {}

  static OptionalDouble parse(String text) {
    try {
      double number = Double.parseDouble(text.replace("_", ""));
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  static OptionalLong parseWhole(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text.replace("_", "")));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
