package org.wordsight.chat.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** The filters that make numbers, and numbers read from text. */
final class NumberFilters {
  /** A double has no digits beyond so many places. */
  private static final int MOST_PLACES = 400;

  private static final long ROUNDING_WORK = 2000;

  private NumberFilters() {}

  static Object integer(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("int", 1, "value", "default", "base");
    Object value = bound.get(0);
    refuseUndefined(value);
    Object fallback = bound.get(1, 0L);
    if (Values.isString(value)) {
      String text = Values.string(value);
      long base = bound.integer(2, 10);
      Optional<Long> whole = whole(context, text, base);
      return whole.isPresent() ? whole.get() : fallThrough(context, text, fallback);
    } else if (value instanceof Double number) {
      return Double.isNaN(number) ? fallback : truncated(number);
    }
    return Values.isNumber(value) ? (Object) Values.integer(value) : fallback;
  }

  /** "42.7" gives 42, as in Jinja2. */
  private static Object fallThrough(Context context, String text, Object fallback) {
    Optional<Double> number = real(context, text);
    return number.filter(n -> !Double.isNaN(n) && !Double.isInfinite(n)).isPresent()
        ? truncated(number.get())
        : fallback;
  }

  /** A number without its fraction. */
  static long truncated(Object value) {
    if (!(value instanceof Double number)) {
      return Values.integer(value);
    } else if (Double.isNaN(number)) {
      throw new TemplateException("cannot convert float NaN to integer");
    } else if (Double.isInfinite(number)) {
      throw new TemplateException("cannot convert float infinity to integer");
    } else if (Math.abs(number) >= 0x1p63) {
      throw new TemplateException("the number " + number + " is beyond 64 bits");
    }
    return (long) (double) number;
  }

  /** The number that {@code int(text, base)} reads; empty if it reads none. */
  static Optional<Long> whole(Context context, String text, long base) {
    context.budget().scan(2L * text.length());
    String digits = PythonText.strip(text, PythonText::isSpace);
    boolean signed = digits.startsWith("-") || digits.startsWith("+");
    String unsigned = signed ? digits.substring(1) : digits;
    long radix = base;
    int prefixed = prefix(unsigned);
    if (base == 0) {
      radix = prefixed == 0 ? 10 : prefixed;
    }
    if (prefixed != 0 && prefixed == radix) {
      unsigned = unsigned.substring(unsigned.startsWith("_", 2) ? 3 : 2);
    }
    if (radix < Character.MIN_RADIX || radix > Character.MAX_RADIX || !grouped(unsigned)) {
      return Optional.empty();
    }
    String plain = unsigned.replace("_", "");
    boolean leadingZero = base == 0 && prefixed == 0 && plain.length() > 1 && plain.startsWith("0");
    if (leadingZero && !plain.chars().allMatch(c -> c == '0')) {
      return Optional.empty();
    }
    return parsed(digits.startsWith("-") ? "-" + plain : plain, (int) radix);
  }

  private static Optional<Long> parsed(String digits, int radix) {
    try {
      return Optional.of(Long.parseLong(digits, radix));
    } catch (NumberFormatException e) {
      int start = digits.startsWith("-") ? 1 : 0;
      if (digits.length() > start
          && digits.substring(start).chars().allMatch(c -> Character.digit(c, radix) >= 0)) {
        throw new TemplateException(
            "the number " + PythonText.shown(digits) + " is beyond 64 bits");
      }
      return Optional.empty();
    }
  }

  private static int prefix(String digits) {
    if (digits.length() < 3 || digits.charAt(0) != '0') {
      return 0;
    }
    return switch (Character.toLowerCase(digits.charAt(1))) {
      case 'x' -> 16;
      case 'o' -> 8;
      case 'b' -> 2;
      default -> 0;
    };
  }

  /** Whether underscores are only between digits. */
  private static boolean grouped(String digits) {
    return !digits.isEmpty()
        && digits.charAt(0) != '_'
        && digits.charAt(0) != '-'
        && digits.charAt(0) != '+'
        && !digits.endsWith("_")
        && !digits.contains("__");
  }

  static Object realFilter(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("float", 1, "value", "default");
    Object value = bound.get(0);
    refuseUndefined(value);
    if (Values.isString(value)) {
      Optional<Double> number = real(context, Values.string(value));
      return number.isPresent() ? number.get() : bound.get(1, 0.0);
    }
    return Values.isNumber(value) ? (Object) Values.real(value) : bound.get(1, 0.0);
  }

  /** The number that {@code float(text)} reads; empty if it reads none. */
  static Optional<Double> real(Context context, String text) {
    context.budget().work(4L * text.length());
    String number = PythonText.strip(text, PythonText::isSpace);
    boolean signed = number.startsWith("-") || number.startsWith("+");
    String unsigned = signed ? number.substring(1) : number;
    double sign = number.startsWith("-") ? -1 : 1;
    if (unsigned.length() <= 8) {
      switch (PythonText.lower(unsigned)) {
        case "inf", "infinity":
          return Optional.of(sign * Double.POSITIVE_INFINITY);
        case "nan":
          return Optional.of(Double.NaN);
        default:
          break;
      }
    }
    return isReal(unsigned)
        ? Optional.of(sign * Double.parseDouble(unsigned.replace("_", "")))
        : Optional.empty();
  }

  /**
   * Digits, a point, digits, and a power of ten. At least one of the groups of digits is required.
   */
  private static boolean isReal(String text) {
    int whole = digits(text, 0);
    int at = whole;
    if (text.startsWith(".", at)) {
      at = digits(text, at + 1);
    }
    if (at == 0 || at == 1 && whole == 0) {
      return false;
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      int start = at + 1;
      if (start < text.length() && "+-".indexOf(text.charAt(start)) >= 0) {
        start++;
      }
      at = digits(text, start);
      return at > start && at == text.length();
    }
    return at == text.length();
  }

  /** The end of the digits that begin here, with single underscores between. */
  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length()
        && (isDigit(text, at) || at > from && text.charAt(at) == '_' && isDigit(text, at + 1))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  static Object round(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("round", 1, "value", "precision", "method");
    Object value = bound.get(0);
    String method = bound.text(context, 2, "common");
    if (!method.equals("common") && !method.equals("ceil") && !method.equals("floor")) {
      throw new TemplateException("method must be common, ceil or floor");
    } else if (!Values.isNumber(value)) {
      throw Values.refused(value, "type %s doesn't define __round__ method");
    }
    context.budget().work(ROUNDING_WORK);
    return method.equals("common")
        ? rounded(value, bound.integer(1, 0))
        : scaled(value, bound.get(1, 0L), method.equals("ceil"));
  }

  private static Object rounded(Object value, long precision) {
    if (Values.isWhole(value) && precision >= 0) {
      return Values.integer(value);
    }
    double number = Values.real(value);
    if (Double.isNaN(number) || Double.isInfinite(number) || precision > MOST_PLACES) {
      return number;
    }
    BigDecimal exact =
        Values.isWhole(value) ? BigDecimal.valueOf(Values.integer(value)) : new BigDecimal(number);
    int places = (int) Math.max(precision, -MOST_PLACES);
    BigDecimal rounded = exact.setScale(places, RoundingMode.HALF_EVEN);
    if (!Values.isWhole(value)) {
      double result = Math.copySign(rounded.doubleValue(), number);
      if (Double.isInfinite(result)) {
        throw new TemplateException("rounded value too large to represent");
      }
      return result;
    }
    try {
      return rounded.longValueExact();
    } catch (ArithmeticException e) {
      throw new TemplateException("the number " + rounded.toPlainString() + " is beyond 64 bits");
    }
  }

  /** Jinja2's rule for ceil and floor: the scaled number is rounded and scaled back. */
  private static Object scaled(Object value, Object precision, boolean up) {
    double scale = Math.pow(10, Values.real(precision));
    double number = Values.real(value) * scale;
    double rounded = up ? Math.ceil(number) : Math.floor(number);
    if (Double.isNaN(rounded) || Double.isInfinite(rounded)) {
      throw new TemplateException("cannot convert float infinity or NaN to integer");
    } else if (scale == 0) {
      throw new TemplateException("float division by zero");
    }
    return rounded / scale;
  }

  private static void refuseUndefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
  }
}
