package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Python's values as Java objects: String, Long, Double, Boolean, {@link None}, {@link Undefined},
 * {@link Markup}, List, {@link Tuple}, Map, {@link PythonRange}, {@link View}, {@link Generator},
 * {@link Namespace}, {@link Callable} and {@link Loop}. No other object ever reaches a template.
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
    } else if (value instanceof Markup) {
      return "Markup";
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
      return "NoneType";
    }
    return value instanceof List
        ? "list"
        : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  static boolean truth(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    } else if (isString(value)) {
      return !string(value).isEmpty();
    } else if (value instanceof Long number) {
      return number != 0;
    } else if (value instanceof Double number) {
      return number != 0;
    } else if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    } else if (value instanceof None || value instanceof Undefined) {
      return false;
    } else if (isSequence(value)) {
      return !sequence(value).isEmpty();
    } else if (value instanceof View view) {
      return !view.items().isEmpty();
    } else if (value instanceof Loop loop) {
      return loop.length() > 0;
    }
    return true;
  }

  /** The elements of a list, tuple or range. Other values have no elements here. */
  static List<Object> sequence(Object value) {
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(list);
    } else if (value instanceof Tuple tuple) {
      return tuple.items();
    } else if (value instanceof PythonRange range) {
      return range.items();
    }
    return List.of();
  }

  static boolean isSequence(Object value) {
    return value instanceof List || value instanceof Tuple || value instanceof PythonRange;
  }

  static boolean isIterable(Object value) {
    return isSequence(value)
        || isString(value)
        || value instanceof Map
        || value instanceof View
        || value instanceof Generator
        || value instanceof Loop
        || value instanceof Undefined;
  }

  /** The items of a loop over the value; a generator is used up. */
  static List<Object> elements(Context context, Object value) {
    if (value instanceof Generator generator) {
      List<Object> elements = new ArrayList<>();
      while (generator.hasNext()) {
        elements.add(generator.next());
      }
      return elements;
    } else if (value instanceof Undefined) {
      return List.of();
    } else if (isString(value)) {
      String text = string(value);
      context.budget().elements(text.length());
      return PythonText.characters(text);
    }
    context.budget().elements(isIterable(value) ? length(value) : 0);
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    } else if (value instanceof View view) {
      return view.items();
    } else if (isSequence(value)) {
      return sequence(value);
    }
    throw new TemplateException("'" + type(value) + "' object is not iterable");
  }

  /** As {@link #elements}, but a generator is read only as far as the caller reads. */
  static Iterator<Object> iterator(Context context, Object value) {
    return value instanceof Generator generator ? generator : elements(context, value).iterator();
  }

  static long length(Object value) {
    if (isString(value)) {
      return PythonText.length(string(value));
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
  static String text(Context context, Object value) {
    if (isString(value)) {
      return string(value);
    }
    return value instanceof Undefined ? "" : Representation.of(context, value);
  }

  /** Whether the value is a string, marked as safe HTML or not. */
  static boolean isString(Object value) {
    return value instanceof String || value instanceof Markup;
  }

  static String string(Object value) {
    if (value instanceof String text) {
      return text;
    } else if (value instanceof Markup markup) {
      return markup.text();
    }
    throw refused(value, "a string is expected, got %s");
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
    throw refused(value, "'%s' object cannot be interpreted as an integer");
  }

  static double real(Object value) {
    if (value instanceof Double number) {
      return number;
    } else if (isWhole(value)) {
      return integer(value);
    }
    throw refused(value, "must be real number, not %s");
  }

  /**
   * The failure of a value of the wrong type.
   *
   * @param message with a place for the type's name
   */
  static TemplateException refused(Object value, String message) {
    return value instanceof Undefined undefined
        ? undefined.failure()
        : new TemplateException(message.formatted(type(value)));
  }
}
