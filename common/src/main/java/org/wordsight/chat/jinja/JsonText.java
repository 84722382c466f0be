package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code json.dumps}, with Python's spacing. Unlike Jinja2's own filter, it escapes no HTML. */
final class JsonText {
  private final boolean ascii;
  private final boolean sorted;
  private final boolean lines;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final StringBuilder out = new StringBuilder();
  private final Context context;

  private JsonText(Context context, Arguments.Bound options) {
    this.context = context;
    this.ascii = options.truth(1);
    this.sorted = options.truth(4);
    this.indent = options.given(2) ? indent(context, options.get(2)) : "";
    this.lines = options.given(2);
    List<Object> separators =
        options.given(3)
            ? Values.elements(context, options.get(3))
            : List.of(lines ? "," : ", ", ": ");
    if (separators.size() != 2) {
      throw new TemplateException(
          "tojson() takes two separators, got %d".formatted(separators.size()));
    }
    this.itemSeparator = Values.string(separators.get(0)) + (lines ? "\n" : "");
    this.keySeparator = Values.string(separators.get(1));
  }

  /**
   * The filter {@code tojson(indent, ensure_ascii, separators, sort_keys)} as transformers has it.
   */
  static String filter(Context context, Arguments arguments) {
    Arguments.Bound options =
        arguments.bind("tojson", 1, "x", "ensure_ascii", "indent", "separators", "sort_keys");
    JsonText json = new JsonText(context, options);
    json.write(options.get(0), 1);
    return json.out.toString();
  }

  private static String indent(Context context, Object indent) {
    if (Values.isString(indent)) {
      return Values.string(indent);
    }
    long width = Math.max(0, Values.integer(indent));
    context.budget().text(width);
    return " ".repeat((int) width);
  }

  private void write(Object value, int depth) {
    context.budget().enter();
    if (Values.isString(value)) {
      string(Values.string(value));
    } else if (value instanceof None) {
      append("null");
    } else if (value instanceof Boolean || value instanceof Long) {
      append(value.toString());
    } else if (value instanceof Double number) {
      append(number(number));
    } else if (value instanceof Map<?, ?> map) {
      object(map, depth);
    } else if (value instanceof List || value instanceof Tuple) {
      array(Values.sequence(value), depth);
    } else {
      throw new TemplateException(
          "Object of type " + Values.type(value) + " is not JSON serializable");
    }
    context.budget().leave();
  }

  private void append(String text) {
    context.budget().append(out, text);
  }

  private void array(List<Object> items, int depth) {
    if (items.isEmpty()) {
      append("[]");
      return;
    }
    append("[");
    open(depth);
    for (int i = 0; i < items.size(); i++) {
      separate(i, depth);
      write(items.get(i), depth + 1);
    }
    open(depth - 1);
    append("]");
  }

  private void object(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      append("{}");
      return;
    }
    append("{");
    open(depth);
    int i = 0;
    for (Object key : keys(map)) {
      separate(i++, depth);
      string(key(key));
      append(keySeparator);
      write(map.get(key), depth + 1);
    }
    open(depth - 1);
    append("}");
  }

  private List<Object> keys(Map<?, ?> map) {
    context.budget().elements(map.size());
    List<Object> keys = new ArrayList<>(map.keySet());
    return sorted ? Sorting.sorted(context, keys, key -> key, false) : keys;
  }

  private void open(int depth) {
    if (lines) {
      append("\n");
      margin(depth);
    }
  }

  private void separate(int index, int depth) {
    if (index > 0) {
      append(itemSeparator);
      margin(lines ? depth : 0);
    }
  }

  private void margin(int depth) {
    for (int i = 0; i < depth; i++) {
      append(indent);
    }
  }

  private String key(Object key) {
    if (Values.isString(key)) {
      return Values.string(key);
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

  private String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    } else if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return Representation.decimal(context, number);
  }

  private void string(String text) {
    long length = 2;
    context.budget().scan(text.length());
    for (int i = 0; i < text.length(); i++) {
      length += Math.max(1, escape(text.charAt(i)).length());
    }
    context.budget().text(out.length() + length);
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String escape = escape(c);
      if (escape.isEmpty()) {
        out.append(c);
      } else {
        out.append(escape);
      }
    }
    out.append('"');
  }

  /** The replacement of a character; empty for most. */
  private String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\f' -> "\\f";
      case '\b' -> "\\b";
      default -> c < ' ' || ascii && c > '~' ? "\\u" + PythonText.hexadecimal(c, 4) : "";
    };
  }
}
