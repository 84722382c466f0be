package org.wordsight.chat.jinja;

import java.util.Optional;

/** Python's {@code format.format(values)}. {@link FormatSpecification} formats each value. */
final class BraceFormat {
  private static final int MOST_NESTED = 2;

  private final Context context;
  private final Arguments arguments;
  private final boolean escapes;
  private int automatic;
  private boolean numbered;

  private BraceFormat(Context context, Arguments arguments, boolean escapes) {
    this.context = context;
    this.arguments = arguments;
    this.escapes = escapes;
  }

  static String apply(Context context, String format, Arguments arguments) {
    return new BraceFormat(context, arguments, false).filled(format, MOST_NESTED);
  }

  /** As {@link #apply}, with every value escaped. */
  static String applyToMarkup(Context context, String format, Arguments arguments) {
    return new BraceFormat(context, arguments, true).filled(format, MOST_NESTED);
  }

  private String filled(String format, int levels) {
    if (levels == 0) {
      throw new TemplateException("Max string recursion exceeded");
    }
    context.budget().scan(4L * format.length());
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < format.length()) {
      int start = at;
      while (at < format.length() && format.charAt(at) != '{' && format.charAt(at) != '}') {
        at++;
      }
      context.budget().append(out, format.substring(start, at));
      if (at < format.length()) {
        char brace = format.charAt(at);
        if (at + 1 < format.length() && format.charAt(at + 1) == brace) {
          context.budget().append(out, String.valueOf(brace));
          at += 2;
        } else if (brace == '}') {
          throw new TemplateException("Single '}' encountered in format string");
        } else {
          int end = closing(format, at);
          context.budget().append(out, field(format.substring(at + 1, end), levels));
          at = end + 1;
        }
      }
    }
    return out.toString();
  }

  /** The brace that ends a field; its specification may hold fields itself. */
  private static int closing(String format, int open) {
    int depth = 0;
    for (int i = open; i < format.length(); i++) {
      depth += format.charAt(i) == '{' ? 1 : format.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new TemplateException(
        open == format.length() - 1
            ? "Single '{' encountered in format string"
            : "expected '}' before end of string");
  }

  /** {@code name!conversion:specification}. */
  private String field(String field, int levels) {
    int end = 0;
    for (boolean inside = false; end < field.length(); end++) {
      char c = field.charAt(end);
      inside = inside ? c != ']' : c == '[';
      if (!inside && (c == '!' || c == ':')) {
        break;
      }
    }
    Object value = value(field.substring(0, end));
    int at = end;
    if (at < field.length() && field.charAt(at) == '!') {
      char conversion = at + 1 < field.length() ? field.charAt(at + 1) : ' ';
      at += 2;
      if (at < field.length() && field.charAt(at) != ':') {
        throw new TemplateException("expected ':' after conversion specifier");
      }
      value = converted(value, conversion);
    }
    String specification = at < field.length() ? filled(field.substring(at + 1), levels - 1) : "";
    return laidOut(value, specification);
  }

  private Object converted(Object value, char conversion) {
    return switch (conversion) {
      case 's' -> Values.text(context, value);
      case 'r', 'a' -> Representation.of(context, value);
      default -> throw new TemplateException("Unknown conversion specifier '" + conversion + "'");
    };
  }

  private String laidOut(Object value, String specification) {
    if (!escapes) {
      return FormatSpecification.apply(context, specification, value);
    } else if (value instanceof Markup markup) {
      if (!specification.isEmpty()) {
        throw new TemplateException("Unsupported format specification for Markup.");
      }
      return markup.text();
    }
    return Markup.escaped(context, FormatSpecification.apply(context, specification, value));
  }

  /** {@code name.attribute[key]…}. */
  private Object value(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
      end++;
    }
    Object value = argument(path.substring(0, end));
    while (end < path.length()) {
      boolean key = path.charAt(end) == '[';
      int start = end + 1;
      end = start;
      while (end < path.length()
          && (key ? path.charAt(end) != ']' : path.charAt(end) != '.' && path.charAt(end) != '[')) {
        end++;
      }
      String name = path.substring(start, end);
      if (name.isEmpty() || key && end == path.length()) {
        throw new TemplateException("Empty attribute in format string");
      }
      end += key ? 1 : 0;
      if (key && end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
        throw new TemplateException("Only '.' or '[' may follow ']' in format field specifier");
      }
      context.budget().step();
      value =
          key
              ? Access.item(context, value, Selection.place(name))
              : Access.attribute(context, value, name);
    }
    return value;
  }

  private Object argument(String name) {
    Optional<Long> index = Selection.index(name);
    if (name.isEmpty() || index.isPresent()) {
      if (name.isEmpty() ? numbered : automatic > 0) {
        throw new TemplateException(
            "cannot switch between manual field specification and automatic field numbering");
      }
      numbered = !name.isEmpty();
      long place = name.isEmpty() ? automatic++ : index.get();
      if (place >= arguments.positional().size()) {
        throw new TemplateException(
            "Replacement index " + place + " out of range for positional args tuple");
      }
      return arguments.positional().get((int) place);
    }
    Object value = arguments.named().get(name);
    if (value == null) {
      throw new TemplateException("format() lacks its argument " + PythonText.shown(name));
    }
    return value;
  }
}
