package org.wordsight.chat.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The filters that make numbers. */
final class Numbers {
  private Numbers() {}

  static Object integer(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("int", 1, "value", "default", "base");
    Object value = bound.get(0);
    refuseUndefined(value);
    Object fallback = bound.get(1, 0L);
    if (value instanceof String text) {
      int base = (int) bound.integer(2, 10);
      try {
        return whole(text, base);
      } catch (NumberFormatException e) {
        return fallThrough(text, fallback);
      }
    } else if (value instanceof Double number) {
      return truncated(number, fallback);
    }
    return Values.isNumber(value) ? (Object) Values.integer(value) : fallback;
  }

  private static long whole(String text, int base) {
    String digits = PythonText.strip(text, PythonText::isSpace);
    String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
    if (!prefix.isEmpty() && digits.regionMatches(true, 0, prefix, 0, 2)) {
      digits = digits.substring(2);
    }
    return Long.parseLong(digits.replaceAll("(?<=\\w)_(?=\\w)", ""), base);
  }

  /** "42.7" gives 42, as in Jinja2. */
  private static Object fallThrough(String text, Object fallback) {
    try {
      return truncated(parsed(text), fallback);
    } catch (NumberFormatException e) {
      return fallback;
    }
  }

  private static Object truncated(double number, Object fallback) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return fallback;
    } else if (Math.abs(number) >= 0x1p63) {
      throw new TemplateException("the number " + number + " is beyond 64 bits");
    }
    return (long) number;
  }

  static Object real(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("float", 1, "value", "default");
    Object value = bound.get(0);
    refuseUndefined(value);
    if (value instanceof String text) {
      try {
        return parsed(text);
      } catch (NumberFormatException e) {
        return bound.get(1, 0.0);
      }
    }
    return Values.isNumber(value) ? (Object) Values.real(value) : bound.get(1, 0.0);
  }

  private static double parsed(String text) {
    String digits = PythonText.strip(text, PythonText::isSpace);
    switch (PythonText.lower(digits).replaceFirst("^[+-]", "")) {
      case "inf", "infinity":
        return digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      case "nan":
        return Double.NaN;
      default:
        break;
    }
    if (!digits.matches("[+-]?(\\d+(_\\d+)*\\.?(\\d+(_\\d+)*)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+)?")) {
      throw new NumberFormatException(digits);
    }
    return Double.parseDouble(digits.replace("_", ""));
  }

  static Object round(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("round", 1, "value", "precision", "method");
    Object value = bound.get(0);
    long precision = bound.integer(1, 0);
    String method = bound.text(2, "common");
    if (Math.abs(precision) > 300) {
      throw new TemplateException("round(" + precision + ") is beyond 300 places");
    }
    double number = Values.isNumber(value) ? Values.real(value) : Values.integer(value);
    double scale = Math.pow(10, precision);
    return switch (method) {
      case "common" -> {
        double rounded =
            new BigDecimal(number).setScale((int) precision, RoundingMode.HALF_EVEN).doubleValue();
        yield Values.isWhole(value) ? (Object) (long) rounded : rounded;
      }
      case "ceil" -> Math.ceil(number * scale) / scale;
      case "floor" -> Math.floor(number * scale) / scale;
      default -> throw new TemplateException("method must be common, ceil or floor");
    };
  }

  private static void refuseUndefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
  }
}
