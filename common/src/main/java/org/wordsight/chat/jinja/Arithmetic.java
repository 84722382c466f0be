package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Python's arithmetic. Integers stay within 64 bits; a larger one is an error instead of a wrong
 * number.
 */
final class Arithmetic {
  private Arithmetic() {}

  static Object binary(Context context, String operator, Object a, Object b) {
    if (a instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (b instanceof Undefined undefined && !(Values.isString(a) && operator.equals("%"))) {
      throw undefined.failure();
    }
    try {
      return switch (operator) {
        case "+" -> add(context, a, b);
        case "*" -> multiply(context, a, b);
        case "%" -> Values.isString(a) ? PercentFormat.apply(context, a, b) : modulo(a, b);
        case "-" ->
            whole(a, b)
                ? Math.subtractExact(Values.integer(a), Values.integer(b))
                : (Object) (real(a, b, operator) - Values.real(b));
        case "/" -> divide(a, b);
        case "//" -> floorDivide(a, b);
        case "**" -> power(a, b, operator);
        default -> throw new IllegalArgumentException(operator);
      };
    } catch (ArithmeticException e) {
      throw new TemplateException(
          "%s %s %s is beyond 64 bits".formatted(Values.type(a), operator, Values.type(b)));
    }
  }

  static Object negative(Object a) {
    if (a instanceof Double number) {
      return -number;
    }
    long number = signed(a, "-");
    if (number == Long.MIN_VALUE) {
      throw new TemplateException("the number -(" + number + ") is beyond 64 bits");
    }
    return -number;
  }

  static Object positive(Object a) {
    return a instanceof Double ? a : (Object) signed(a, "+");
  }

  private static long signed(Object a, String sign) {
    if (!Values.isWhole(a)) {
      throw Values.refused(a, "bad operand type for unary " + sign + ": '%s'");
    }
    return Values.integer(a);
  }

  private static boolean whole(Object a, Object b) {
    return Values.isWhole(a) && Values.isWhole(b);
  }

  /** The first operand as a double, after a check that both are numbers. */
  private static double real(Object a, Object b, String operator) {
    if (!Values.isNumber(a) || !Values.isNumber(b)) {
      throw new TemplateException(
          "unsupported operand type(s) for %s: '%s' and '%s'"
              .formatted(operator, Values.type(a), Values.type(b)));
    }
    return Values.real(a);
  }

  private static Object add(Context context, Object a, Object b) {
    if (whole(a, b)) {
      return Math.addExact(Values.integer(a), Values.integer(b));
    } else if (Values.isString(a) && Values.isString(b)) {
      return joined(context, a, b);
    } else if (a instanceof List && b instanceof List) {
      return concatenated(context, Values.sequence(a), Values.sequence(b));
    } else if (a instanceof Tuple left && b instanceof Tuple right) {
      return new Tuple(concatenated(context, left.items(), right.items()));
    }
    return real(a, b, "+") + Values.real(b);
  }

  /** Text that is joined to markup is escaped. */
  private static Object joined(Context context, Object a, Object b) {
    boolean markup = a instanceof Markup || b instanceof Markup;
    String left = markup ? Markup.escaped(context, a) : Values.string(a);
    String right = markup ? Markup.escaped(context, b) : Values.string(b);
    context.budget().text((long) left.length() + right.length());
    return markup ? new Markup(left + right) : left + right;
  }

  private static List<Object> concatenated(Context context, List<Object> a, List<Object> b) {
    context.budget().elements((long) a.size() + b.size());
    List<Object> all = new ArrayList<>(a.size() + b.size());
    all.addAll(a);
    all.addAll(b);
    return all;
  }

  private static Object multiply(Context context, Object a, Object b) {
    if (whole(a, b)) {
      return Math.multiplyExact(Values.integer(a), Values.integer(b));
    } else if (Values.isWhole(a) && !Values.isNumber(b)) {
      return repeat(context, b, Values.integer(a));
    } else if (Values.isWhole(b) && !Values.isNumber(a)) {
      return repeat(context, a, Values.integer(b));
    }
    return real(a, b, "*") * Values.real(b);
  }

  private static Object repeat(Context context, Object value, long times) {
    long count = Math.max(0, times);
    if (Values.isString(value)) {
      String text = Values.string(value);
      context.budget().text(product(count, text.length()));
      return Markup.like(value, text.repeat(text.isEmpty() ? 0 : (int) count));
    } else if (value instanceof List || value instanceof Tuple) {
      List<Object> items = Values.sequence(value);
      context.budget().elements(product(count, items.size()));
      List<Object> all = new ArrayList<>();
      for (long i = 0; i < count && !items.isEmpty(); i++) {
        all.addAll(items);
      }
      return value instanceof Tuple ? new Tuple(all) : all;
    }
    throw Values.refused(value, "unsupported operand type(s) for *: '%s' and 'int'");
  }

  private static long product(long count, int size) {
    return size == 0 ? 0 : count > Budget.MAXIMUM_WORK ? count : count * size;
  }

  private static double divide(Object a, Object b) {
    double dividend = real(a, b, "/");
    double divisor = Values.real(b);
    if (divisor == 0) {
      throw new TemplateException(whole(a, b) ? "division by zero" : "float division by zero");
    }
    return dividend / divisor;
  }

  private static Object floorDivide(Object a, Object b) {
    if (whole(a, b)) {
      long divisor = Values.integer(b);
      if (divisor == 0) {
        throw new TemplateException("integer division or modulo by zero");
      }
      return divisor == -1
          ? Math.negateExact(Values.integer(a))
          : Math.floorDiv(Values.integer(a), divisor);
    }
    double left = real(a, b, "//");
    double right = Values.real(b);
    if (right == 0) {
      throw new TemplateException("float floor division by zero");
    }
    return floorQuotient(left, right);
  }

  /**
   * The quotient, computed like Python's: the division is exact after the remainder is subtracted.
   */
  private static double floorQuotient(double left, double right) {
    double remainder = left % right;
    double quotient = (left - remainder) / right;
    if (remainder != 0 && right < 0 != remainder < 0) {
      quotient -= 1;
    }
    if (quotient == 0) {
      return Math.copySign(0.0, left / right);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  static Object modulo(Object a, Object b) {
    if (whole(a, b)) {
      if (Values.integer(b) == 0) {
        throw new TemplateException("integer modulo by zero");
      }
      return Math.floorMod(Values.integer(a), Values.integer(b));
    }
    return remainder(real(a, b, "%"), Values.real(b));
  }

  /** The exact remainder, with the divisor's sign. */
  private static double remainder(double a, double b) {
    if (b == 0) {
      throw new TemplateException("float modulo");
    }
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0, b);
    }
    return remainder < 0 != b < 0 ? remainder + b : remainder;
  }

  private static Object power(Object a, Object b, String operator) {
    if (whole(a, b) && Values.integer(b) >= 0) {
      return wholePower(Values.integer(a), Values.integer(b));
    }
    double base = real(a, b, operator);
    double exponent = Values.real(b);
    double result = Math.pow(base, exponent);
    if (base == 0 && exponent < 0) {
      throw new TemplateException("0.0 cannot be raised to a negative power");
    } else if (Double.isInfinite(result)
        && !Double.isInfinite(base)
        && !Double.isInfinite(exponent)) {
      throw new TemplateException("(34, 'Numerical result out of range')");
    } else if (Double.isNaN(result) && !Double.isNaN(base) && !Double.isNaN(exponent)) {
      if (base == 1 || base == -1) {
        return 1.0;
      }
      throw new TemplateException("a power of a negative number is a complex number");
    }
    return base == 1 ? 1.0 : result;
  }

  private static long wholePower(long base, long exponent) {
    if (base >= -1 && base <= 1) {
      return base == 0 ? (exponent == 0 ? 1L : 0L) : exponent % 2 == 0 ? 1L : base;
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }
}
