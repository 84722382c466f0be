package org.wordsight.chat.jinja;

import java.util.List;
import java.util.Map;

/** The values that can be a dict's key. 1, 1.0 and True are one key, as in Python. */
final class DictKeys {
  private DictKeys() {}

  /** The dict's key that equals the given key, or the given key if the dict has none. */
  static Object in(Context context, Map<?, ?> map, Object key) {
    if (key instanceof Tuple || key instanceof PythonRange || key instanceof Undefined) {
      context.budget().elements(map.size());
      for (Object other : map.keySet()) {
        if (other.getClass() == key.getClass() && Comparisons.equal(context, other, key)) {
          return other;
        }
      }
      return key;
    }
    context.budget().scan(Values.isString(key) ? Values.string(key).length() : 0);
    for (Object same : forms(key)) {
      if (map.containsKey(same)) {
        return same;
      }
    }
    return key;
  }

  static void put(Context context, Map<Object, Object> map, Object key, Object value) {
    check(context, key);
    map.put(in(context, map, key), value);
  }

  /** The forms in which a dict may hold an equal key. The key's own form comes first. */
  private static List<Object> forms(Object key) {
    if (key instanceof String text) {
      return List.of(text, new Markup(text));
    } else if (key instanceof Markup markup) {
      return List.of(markup, markup.text());
    } else if (key instanceof Double number && (number != Math.rint(number) || isLarge(number))) {
      return List.of(key);
    } else if (Values.isNumber(key)) {
      long whole = key instanceof Double number ? (long) (double) number : Values.integer(key);
      if (whole == 0) {
        return List.of(0L, 0.0, -0.0, false);
      } else if (whole == 1) {
        return List.of(1L, 1.0, true);
      }
      boolean exact = Comparisons.equalNumbers(whole, (double) whole);
      return exact ? List.of(whole, (double) whole) : List.of(whole);
    }
    return List.of(key);
  }

  private static boolean isLarge(double number) {
    return Math.abs(number) >= 0x1p63;
  }

  /** Refuses what Python cannot hash: lists, dicts, and tuples of these. */
  static void check(Context context, Object key) {
    context.budget().enter();
    if (key instanceof List || key instanceof Map || key instanceof View) {
      throw new TemplateException("unhashable type: '" + Values.type(key) + "'");
    } else if (key instanceof Tuple tuple) {
      for (Object item : tuple.items()) {
        check(context, item);
      }
    }
    context.budget().leave();
  }
}
