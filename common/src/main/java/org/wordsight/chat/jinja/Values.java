package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Python's values as Java objects: String, Long, Double, Boolean, {@link None}, {@link Undefined},
 * List, {@link Tuple}, Map, {@link Range}, {@link View}, {@link Generator}, {@link Namespace},
 * {@link Callable} and {@link Loop}; nothing else ever reaches a template.
 */
final class Values {
  private Values() {}

  /** A caller's value as a template's. */
  static Object of(Object value) {
    if (value == null) {
      return None.NONE;
    }
    if (value instanceof Number number) {
      boolean whole = value instanceof Integer || value instanceof Long || value instanceof Short;
      return whole ? (Object) number.longValue() : (Object) number.doubleValue();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(of(key), of(item)));
      return copy;
    }
    if (value instanceof Iterable<?> items) {
      List<Object> copy = new ArrayList<>();
      items.forEach(item -> copy.add(of(item)));
      return copy;
    }
    if (value instanceof String || value instanceof Boolean) {
      return value;
    }
    throw new IllegalArgumentException(
        "Cannot pass a " + value.getClass().getName() + " to a template");
  }

  static String type(Object value) {
    if (value instanceof String) {
      return "str";
    } else if (value instanceof Long) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Map) {
      return "dict";
    } else if (value instanceof View view) {
      return "dict_" + view.kind();
    } else if (value instanceof Callable) {
      return "function";
    } else if (value instanceof None) {
      return "None";
    }
    return value instanceof List
        ? "list"
        : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  static boolean truth(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    } else if (value instanceof String text) {
      return !text.isEmpty();
    } else if (value instanceof Long number) {
      return number != 0;
    } else if (value instanceof Double number) {
      return number != 0;
    } else if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    } else if (value instanceof None || value instanceof Undefined) {
      return false;
    } else if (value instanceof List || value instanceof Tuple || value instanceof Range) {
      return !sequence(value).isEmpty();
    } else if (value instanceof View view) {
      return !view.items().isEmpty();
    } else if (value instanceof Loop loop) {
      return loop.length() > 0;
    }
    return true;
  }

  /** The elements of what has places to count: a list, tuple or range; empty for anything else. */
  static List<Object> sequence(Object value) {
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(list);
    } else if (value instanceof Tuple tuple) {
      return tuple.items();
    } else if (value instanceof Range range) {
      return range.items();
    }
    return List.of();
  }

  static boolean isSequence(Object value) {
    return value instanceof List || value instanceof Tuple || value instanceof Range;
  }

  static boolean isIterable(Object value) {
    return isSequence(value)
        || value instanceof String
        || value instanceof Map
        || value instanceof View
        || value instanceof Generator
        || value instanceof Loop
        || value instanceof Undefined;
  }

  /** What a loop over the value meets; a generator is used up. */
  static List<Object> elements(Context context, Object value) {
    List<Object> elements = new ArrayList<>();
    if (value instanceof String text) {
      elements = PythonText.characters(text);
    } else if (value instanceof Map<?, ?> map) {
      elements.addAll(map.keySet());
    } else if (value instanceof View view) {
      elements = view.items();
    } else if (value instanceof Generator generator) {
      while (generator.items().hasNext()) {
        context.budget().elements(1);
        elements.add(generator.items().next());
      }
      return elements;
    } else if (isSequence(value)) {
      elements = sequence(value);
    } else if (!(value instanceof Undefined)) {
      throw new TemplateException("'" + type(value) + "' object is not iterable");
    }
    context.budget().elements(elements.size());
    return elements;
  }

  static long length(Object value) {
    if (value instanceof String text) {
      return PythonText.length(text);
    } else if (value instanceof Map<?, ?> map) {
      return map.size();
    } else if (value instanceof View view) {
      return view.items().size();
    } else if (isSequence(value)) {
      return sequence(value).size();
    } else if (value instanceof Undefined) {
      return 0;
    } else if (value instanceof Loop loop) {
      return loop.length();
    }
    throw new TemplateException("object of type '" + type(value) + "' has no len()");
  }

  /** Python's {@code str}. */
  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Undefined ? "" : Representation.of(value);
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  static boolean isWhole(Object value) {
    return value instanceof Long || value instanceof Boolean;
  }

  static long integer(Object value) {
    if (value instanceof Long number) {
      return number;
    } else if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    throw refused(value, "an integer");
  }

  static double real(Object value) {
    return value instanceof Double number ? number : integer(value);
  }

  static TemplateException refused(Object value, String expected) {
    if (value instanceof Undefined undefined) {
      return undefined.failure();
    }
    return new TemplateException("'" + type(value) + "' stands where " + expected + " is expected");
  }

  static boolean equal(Object a, Object b) {
    if (isNumber(a) && isNumber(b)) {
      return isWhole(a) && isWhole(b) ? integer(a) == integer(b) : real(a) == real(b);
    } else if (a instanceof List && b instanceof List || a instanceof Tuple && b instanceof Tuple) {
      return equalItems(sequence(a), sequence(b));
    } else if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
      return left.size() == right.size()
          && left.entrySet().stream()
              .allMatch(
                  entry ->
                      right.containsKey(key(right, entry.getKey()))
                          && equal(entry.getValue(), right.get(key(right, entry.getKey()))));
    } else if (a instanceof Undefined && b instanceof Undefined) {
      return true;
    } else if (a instanceof Range left && b instanceof Range right) {
      return left.items().equals(right.items());
    } else if (a instanceof Generator || a instanceof Namespace || a instanceof View) {
      return a == b;
    }
    return a.equals(b);
  }

  /** The key of a dict that equals this one in Python (1, 1.0 and True are one), or this one. */
  static Object key(Map<?, ?> map, Object key) {
    if (!isNumber(key) || map.containsKey(key)) {
      return key;
    }
    for (Object other : map.keySet()) {
      if (equal(other, key)) {
        return other;
      }
    }
    return key;
  }

  private static boolean equalItems(List<Object> a, List<Object> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Python's order of numbers, strings, lists and tuples. */
  static int compare(Object a, Object b) {
    if (isNumber(a) && isNumber(b)) {
      return isWhole(a) && isWhole(b)
          ? Long.compare(integer(a), integer(b))
          : Double.compare(real(a), real(b));
    } else if (a instanceof String left && b instanceof String right) {
      return PythonText.compare(left, right);
    } else if (a instanceof List && b instanceof List || a instanceof Tuple && b instanceof Tuple) {
      List<Object> left = sequence(a);
      List<Object> right = sequence(b);
      for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
        if (!equal(left.get(i), right.get(i))) {
          return compare(left.get(i), right.get(i));
        }
      }
      return Integer.compare(left.size(), right.size());
    } else if (a instanceof Undefined undefined) {
      throw undefined.failure();
    } else if (b instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw new TemplateException("'%s' and '%s' have no order".formatted(type(a), type(b)));
  }

  static boolean contains(Context context, Object container, Object item) {
    if (container instanceof String text) {
      if (item instanceof String part) {
        return text.contains(part);
      }
      throw new TemplateException(
          "'in <string>' requires string as left operand, not " + type(item));
    } else if (container instanceof Map<?, ?> map) {
      if (item instanceof List || item instanceof Map) {
        throw new TemplateException("unhashable type: '" + type(item) + "'");
      }
      return map.containsKey(key(map, item));
    }
    return elements(context, container).stream().anyMatch(element -> equal(element, item));
  }
}
