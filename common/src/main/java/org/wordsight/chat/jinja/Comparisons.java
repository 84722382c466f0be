package org.wordsight.chat.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Python's equality, order and containment. Every element and character that is read is charged.
 */
final class Comparisons {
  private static final long COMPARISON_WORK = 4;

  private Comparisons() {}

  static boolean equal(Context context, Object a, Object b) {
    context.budget().work(COMPARISON_WORK);
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return equalNumbers(a, b);
    } else if (Values.isString(a) && Values.isString(b)) {
      return equalTexts(context, Values.string(a), Values.string(b));
    } else if (a instanceof List && b instanceof List || a instanceof Tuple && b instanceof Tuple) {
      return equalItems(context, Values.sequence(a), Values.sequence(b));
    } else if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return equalDicts(context, left, right);
    } else if (a instanceof PythonRange left && b instanceof PythonRange right) {
      return left.sameItems(right);
    } else if (a instanceof Undefined) {
      return b instanceof Undefined;
    }
    return a == b;
  }

  /** Numbers by their exact values; NaN equals nothing. */
  static boolean equalNumbers(Object a, Object b) {
    return !isNaN(a) && !isNaN(b) && compareNumbers(a, b) == 0;
  }

  private static boolean equalTexts(Context context, String a, String b) {
    if (a.length() != b.length()) {
      return false;
    }
    context.budget().scan(a.length());
    return a.equals(b);
  }

  /** Inside containers, an object equals itself without further comparison, as in Python. */
  static boolean same(Context context, Object a, Object b) {
    return a == b || equal(context, a, b);
  }

  private static boolean equalItems(Context context, List<Object> a, List<Object> b) {
    if (a.size() != b.size()) {
      return false;
    }
    context.budget().enter();
    boolean equal = firstDifference(context, a, b) == a.size();
    context.budget().leave();
    return equal;
  }

  /** The first place where two lists differ, or the length of the shorter one. */
  private static int firstDifference(Context context, List<Object> a, List<Object> b) {
    int least = Math.min(a.size(), b.size());
    for (int i = 0; i < least; i++) {
      if (!same(context, a.get(i), b.get(i))) {
        return i;
      }
    }
    return least;
  }

  private static boolean equalDicts(Context context, Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    context.budget().enter();
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(DictKeys.in(context, b, entry.getKey()));
      if (other == null || !same(context, entry.getValue(), other)) {
        context.budget().leave();
        return false;
      }
    }
    context.budget().leave();
    return true;
  }

  static boolean less(Context context, Object a, Object b) {
    return holds(context, "<", a, b);
  }

  /** One of {@code <}, {@code <=}, {@code >} and {@code >=}. */
  static boolean holds(Context context, String operator, Object a, Object b) {
    context.budget().work(COMPARISON_WORK);
    if (Values.isNumber(a) && Values.isNumber(b)) {
      return !isNaN(a) && !isNaN(b) && holds(operator, compareNumbers(a, b));
    } else if (Values.isString(a) && Values.isString(b)) {
      String left = Values.string(a);
      String right = Values.string(b);
      context.budget().scan(Math.min(left.length(), right.length()));
      return holds(operator, PythonText.compare(left, right));
    } else if (a instanceof List && b instanceof List || a instanceof Tuple && b instanceof Tuple) {
      return holdsOfItems(context, operator, Values.sequence(a), Values.sequence(b));
    } else if (a instanceof Undefined undefined) {
      throw undefined.failure();
    } else if (b instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw new TemplateException(
        "'%s' not supported between instances of '%s' and '%s'"
            .formatted(operator, Values.type(a), Values.type(b)));
  }

  private static boolean holdsOfItems(
      Context context, String operator, List<Object> a, List<Object> b) {
    context.budget().enter();
    int place = firstDifference(context, a, b);
    boolean holds =
        place < a.size() && place < b.size()
            ? holds(context, operator, a.get(place), b.get(place))
            : holds(operator, Integer.compare(a.size(), b.size()));
    context.budget().leave();
    return holds;
  }

  private static boolean holds(String operator, int order) {
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      default -> throw new IllegalArgumentException(operator);
    };
  }

  private static boolean isNaN(Object number) {
    return number instanceof Double real && Double.isNaN(real);
  }

  /** The order of numbers other than NaN, by their exact values. */
  private static int compareNumbers(Object a, Object b) {
    if (Values.isWhole(a) && Values.isWhole(b)) {
      return Long.compare(Values.integer(a), Values.integer(b));
    }
    double left = Values.real(a);
    double right = Values.real(b);
    if (left != right || Double.isInfinite(left) || a instanceof Double && b instanceof Double) {
      return left < right ? -1 : left > right ? 1 : 0;
    }
    return exact(a).compareTo(exact(b));
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double real
        ? new BigDecimal(real)
        : BigDecimal.valueOf(Values.integer(number));
  }

  static boolean contains(Context context, Object container, Object item) {
    if (Values.isString(container)) {
      if (Values.isString(item)) {
        return TextSearch.first(context, Values.string(container), Values.string(item)) >= 0;
      }
      throw new TemplateException(
          "'in <string>' requires string as left operand, not " + Values.type(item));
    } else if (container instanceof Map<?, ?> map) {
      DictKeys.check(context, item);
      return map.containsKey(DictKeys.in(context, map, item));
    }
    for (Object element : Values.elements(context, container)) {
      if (same(context, element, item)) {
        return true;
      }
    }
    return false;
  }
}
