package org.wordsight.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code json.dumps}, with Python's spacing; unlike Jinja2's own filter it escapes no HTML. */
final class Json {
  private final boolean ascii;
  private final boolean sorted;
  private final boolean lines;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final StringBuilder out = new StringBuilder();
  private final Context context;

  private Json(Context context, Arguments.Bound options) {
    this.context = context;
    this.ascii = options.truth(1);
    this.sorted = options.truth(4);
    this.indent = options.given(2) ? indent(options.get(2)) : "";
    boolean lines = options.given(2);
    String item = lines ? "," : ", ";
    String key = ": ";
    if (options.given(3)) {
      List<Object> separators = Values.elements(context, options.get(3));
      item = StringMethods.string(separators.get(0));
      key = StringMethods.string(separators.get(1));
    }
    this.itemSeparator = lines ? item + "\n" : item;
    this.keySeparator = key;
    this.lines = lines;
  }

  /**
   * The filter {@code tojson(indent, ensure_ascii, separators, sort_keys)} as transformers has it.
   */
  static String filter(Context context, Arguments arguments) {
    Arguments.Bound options =
        arguments.bind("tojson", 1, "x", "ensure_ascii", "indent", "separators", "sort_keys");
    Json json = new Json(context, options);
    json.write(options.get(0), 1);
    context.budget().text(json.out.length());
    return json.out.toString();
  }

  private static String indent(Object indent) {
    if (indent instanceof String text) {
      return text;
    }
    long width = Math.max(0, Values.integer(indent));
    if (width > 100) {
      throw new TemplateException("tojson(indent=" + width + ") is wider than 100");
    }
    return " ".repeat((int) width);
  }

  private void write(Object value, int depth) {
    context.budget().step();
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof None) {
      out.append("null");
    } else if (value instanceof Boolean || value instanceof Long) {
      out.append(value);
    } else if (value instanceof Double number) {
      out.append(number(number));
    } else if (value instanceof Map<?, ?> map) {
      object(map, depth);
    } else if (value instanceof List || value instanceof Tuple) {
      array(Values.sequence(value), depth);
    } else {
      throw new TemplateException(
          "Object of type " + Values.type(value) + " is not JSON serializable");
    }
  }

  private void array(List<Object> items, int depth) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    open(depth);
    for (int i = 0; i < items.size(); i++) {
      separate(i, depth);
      write(items.get(i), depth + 1);
    }
    open(depth - 1);
    out.append(']');
  }

  private void object(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    open(depth);
    int i = 0;
    for (Map.Entry<?, ?> entry : (sorted ? inOrder(map) : map).entrySet()) {
      separate(i++, depth);
      string(key(entry.getKey()));
      out.append(keySeparator);
      write(entry.getValue(), depth + 1);
    }
    open(depth - 1);
    out.append('}');
  }

  private static Map<Object, Object> inOrder(Map<?, ?> map) {
    Map<Object, Object> ordered = new TreeMap<>(Values::compare);
    ordered.putAll(map);
    return ordered;
  }

  private void open(int depth) {
    if (lines) {
      out.append('\n');
      margin(depth);
    }
  }

  private void separate(int index, int depth) {
    if (index > 0) {
      out.append(itemSeparator);
      margin(lines ? depth : 0);
    }
  }

  private void margin(int depth) {
    for (int i = 0; i < depth; i++) {
      out.append(indent);
    }
    context.budget().text((long) depth * indent.length());
  }

  private static String key(Object key) {
    if (key instanceof String text) {
      return text;
    } else if (key instanceof None) {
      return "null";
    } else if (key instanceof Boolean || key instanceof Long) {
      return key.toString();
    } else if (key instanceof Double number) {
      return number(number);
    }
    throw new TemplateException(
        "keys must be str, int, float, bool or None, not " + Values.type(key));
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    } else if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return Representation.decimal(number);
  }

  private void string(String text) {
    context.budget().text(text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          boolean escaped = c < ' ' || ascii && c > '~';
          out.append(escaped ? "\\u%04x".formatted((int) c) : String.valueOf(c));
        }
      }
    }
    out.append('"');
  }
}
