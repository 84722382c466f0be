package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Python's arithmetic. Integers stay within 64 bits: beyond, an error instead of a wrong number.
 */
final class Operators {
  private Operators() {}

  static Object binary(Context context, String operator, Object a, Object b) {
    if (a instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (b instanceof Undefined undefined && !(a instanceof String && operator.equals("%"))) {
      throw undefined.failure();
    }
    try {
      return switch (operator) {
        case "+" -> add(context, a, b);
        case "*" -> multiply(context, a, b);
        case "%" ->
            a instanceof String format ? PythonFormat.percent(context, format, b) : modulo(a, b);
        case "-" ->
            whole(a, b)
                ? Math.subtractExact(Values.integer(a), Values.integer(b))
                : (Object) (real(a, b, operator) - Values.real(b));
        case "/" -> divide(real(a, b, operator), Values.real(b));
        case "//" -> floorDivide(a, b);
        case "**" -> power(a, b, operator);
        default -> throw new IllegalArgumentException(operator);
      };
    } catch (ArithmeticException e) {
      throw new TemplateException("%s %s %s: %s".formatted(a, operator, b, e.getMessage()));
    }
  }

  static Object negative(Object a) {
    return a instanceof Double number ? -number : (Object) Math.negateExact(Values.integer(a));
  }

  static Object positive(Object a) {
    return a instanceof Double ? a : (Object) Values.integer(a);
  }

  private static boolean whole(Object a, Object b) {
    return Values.isWhole(a) && Values.isWhole(b);
  }

  /** The first operand as a double, once it is sure that both are numbers. */
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
    } else if (a instanceof String left && b instanceof String right) {
      context.budget().text((long) left.length() + right.length());
      return left + right;
    } else if (a instanceof List && b instanceof List) {
      return concatenated(context, Values.sequence(a), Values.sequence(b));
    } else if (a instanceof Tuple left && b instanceof Tuple right) {
      return new Tuple(concatenated(context, left.items(), right.items()));
    }
    return real(a, b, "+") + Values.real(b);
  }

  private static List<Object> concatenated(Context context, List<Object> a, List<Object> b) {
    context.budget().elements((long) a.size() + b.size());
    List<Object> all = new ArrayList<>(a);
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
    if (value instanceof String text) {
      context.budget().text(Math.multiplyExact(count, text.length()));
      return text.repeat((int) Math.min(count, Integer.MAX_VALUE));
    } else if (value instanceof List || value instanceof Tuple) {
      List<Object> items = Values.sequence(value);
      context.budget().elements(Math.multiplyExact(count, items.size()));
      List<Object> all = new ArrayList<>();
      for (long i = 0; i < count && !items.isEmpty(); i++) {
        all.addAll(items);
      }
      return value instanceof Tuple ? new Tuple(all) : all;
    }
    throw new TemplateException("'" + Values.type(value) + "' cannot be repeated");
  }

  private static double divide(double a, double b) {
    if (b == 0) {
      throw new TemplateException("division by zero");
    }
    return a / b;
  }

  private static Object floorDivide(Object a, Object b) {
    if (whole(a, b)) {
      return Math.floorDiv(Values.integer(a), Values.integer(b));
    }
    double left = real(a, b, "//");
    double right = Values.real(b);
    return Math.rint((left - remainder(left, right)) / right);
  }

  static Object modulo(Object a, Object b) {
    if (whole(a, b)) {
      return Math.floorMod(Values.integer(a), Values.integer(b));
    }
    return remainder(real(a, b, "%"), Values.real(b));
  }

  /** With the divisor's sign, exactly. */
  private static double remainder(double a, double b) {
    if (b == 0) {
      throw new TemplateException("division by zero");
    }
    double remainder = a % b;
    if (remainder == 0) {
      return Math.copySign(0, b);
    }
    return remainder < 0 != b < 0 ? remainder + b : remainder;
  }

  private static Object power(Object a, Object b, String operator) {
    if (whole(a, b) && Values.integer(b) >= 0) {
      long base = Values.integer(a);
      long exponent = Values.integer(b);
      if (Math.abs(base) <= 1) {
        return base == 0 ? (exponent == 0 ? 1L : 0L) : exponent % 2 == 0 ? 1L : base;
      }
      long result = 1;
      for (long i = 0; i < exponent; i++) {
        result = Math.multiplyExact(result, base);
      }
      return result;
    }
    return Math.pow(real(a, b, operator), Values.real(b));
  }
}
