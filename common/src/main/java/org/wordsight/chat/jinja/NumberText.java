package org.wordsight.chat.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as C and Python print them: exact values, rounded half to even. */
final class NumberText {
  /** No double has more digits; further ones are zeros. */
  private static final int MOST_DIGITS = 1100;

  private static final long DIGIT_WORK = 8;

  private NumberText() {}

  /**
   * A number with a sign only if it is negative.
   *
   * @param type e, f or g, in capitals for capitals
   * @param precision digits after the point; for g, all digits
   * @param alternate keeps the point and the zeros that would be left out
   */
  static String real(Context context, double value, char type, long precision, boolean alternate) {
    context.budget().text(precision);
    context.budget().work(DIGIT_WORK * MOST_DIGITS);
    String text;
    if (Double.isNaN(value)) {
      text = "nan";
    } else if (Double.isInfinite(value)) {
      text = value > 0 ? "inf" : "-inf";
    } else {
      String digits =
          switch (Character.toLowerCase(type)) {
            case 'e' -> exponential(Math.abs(value), (int) precision, alternate);
            case 'f' -> fixed(Math.abs(value), (int) precision, alternate);
            default -> general(Math.abs(value), (int) Math.max(1, precision), alternate);
          };
      boolean minus = value < 0 || 1 / value < 0;
      text = minus ? "-" + digits : digits;
    }
    return Character.isUpperCase(type) ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String fixed(double value, int places, boolean alternate) {
    int exact = Math.min(places, MOST_DIGITS);
    String text = new BigDecimal(value).setScale(exact, RoundingMode.HALF_EVEN).toPlainString();
    String point = places == 0 && alternate ? "." : "";
    return text + point + "0".repeat(places - exact);
  }

  private static String exponential(double value, int places, boolean alternate) {
    int exact = Math.min(places, MOST_DIGITS);
    BigDecimal rounded = rounded(value, exact + 1);
    String digits = digits(rounded, exact + 1) + "0".repeat(places - exact);
    String fraction = places > 0 || alternate ? "." + digits.substring(1) : "";
    return digits.charAt(0) + fraction + exponent(exponent(rounded));
  }

  private static String general(double value, int precision, boolean alternate) {
    int exact = Math.min(precision, MOST_DIGITS);
    BigDecimal rounded = rounded(value, exact);
    int exponent = exponent(rounded);
    if (exponent < -4 || exponent >= precision) {
      String text = exponential(value, precision - 1, alternate);
      int end = text.indexOf('e');
      String digits = text.substring(0, end);
      return (alternate ? digits : withoutZeros(digits)) + text.substring(end);
    }
    String text = fixed(value, precision - 1 - exponent, alternate);
    return alternate ? text : withoutZeros(text);
  }

  static String withoutZeros(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    int end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  private static BigDecimal rounded(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  /** The power of ten of the first digit. */
  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private static String digits(BigDecimal value, int count) {
    String digits = value.signum() == 0 ? "0" : value.unscaledValue().toString();
    return digits.length() >= count
        ? digits.substring(0, count)
        : digits + "0".repeat(count - digits.length());
  }

  private static String exponent(int exponent) {
    int size = Math.abs(exponent);
    return (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }

  /**
   * A text with others around it, up to a width.
   *
   * @param align {@code <}, {@code >}, {@code ^}, or {@code =}: behind the sign
   */
  static String padded(Context context, String body, long width, char align, String fill) {
    int length = PythonText.length(body);
    if (width <= length) {
      return body;
    }
    context.budget().text(width * fill.length() + body.length());
    int missing = (int) (width - length);
    return switch (align) {
      case '<' -> body + fill.repeat(missing);
      case '^' -> fill.repeat(missing / 2) + body + fill.repeat(missing - missing / 2);
      case '=' -> {
        int sign = !body.isEmpty() && "-+ ".indexOf(body.charAt(0)) >= 0 ? 1 : 0;
        boolean prefixed = body.length() > sign + 1 && body.startsWith("0", sign);
        int head = prefixed && Character.isLetter(body.charAt(sign + 1)) ? sign + 2 : sign;
        yield body.substring(0, head) + fill.repeat(missing) + body.substring(head);
      }
      default -> fill.repeat(missing) + body;
    };
  }
}
