package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jinja2's filters, those on single values here, those on sequences in {@link SequenceFilters}. The
 * value filtered is the first argument. Text is never HTML-escaped on its own, as in transformers;
 * {@code safe} therefore changes nothing.
 */
final class Filters {
  private static final Map<String, Callable> ALL =
      Map.ofEntries(
          Map.entry("tojson", Json::filter),
          Map.entry("trim", (context, arguments) -> method("strip", context, arguments)),
          Map.entry("upper", (context, arguments) -> method("upper", context, arguments)),
          Map.entry("lower", (context, arguments) -> method("lower", context, arguments)),
          Map.entry("capitalize", (context, arguments) -> method("capitalize", context, arguments)),
          Map.entry("title", Filters::title),
          Map.entry("center", Filters::center),
          Map.entry("string", (context, arguments) -> text("string", arguments)),
          Map.entry("safe", (context, arguments) -> text("safe", arguments)),
          Map.entry("escape", (context, arguments) -> escape(text("escape", arguments))),
          Map.entry("e", (context, arguments) -> escape(text("e", arguments))),
          Map.entry("forceescape", (context, arguments) -> escape(text("forceescape", arguments))),
          Map.entry("replace", Filters::replace),
          Map.entry("format", Filters::format),
          Map.entry("indent", Filters::indent),
          Map.entry("truncate", Filters::truncate),
          Map.entry("wordcount", Filters::words),
          Map.entry("default", Filters::fallback),
          Map.entry("d", Filters::fallback),
          Map.entry("attr", Filters::attribute),
          Map.entry("abs", Filters::absolute),
          Map.entry("int", Numbers::integer),
          Map.entry("float", Numbers::real),
          Map.entry("round", Numbers::round));

  private Filters() {}

  static boolean exists(String name) {
    return ALL.containsKey(name) || SequenceFilters.ALL.containsKey(name);
  }

  /** Applies a filter; the value filtered is the first of the arguments. */
  static Object apply(Context context, String name, Arguments arguments) {
    Callable filter = ALL.getOrDefault(name, SequenceFilters.ALL.get(name));
    if (filter == null) {
      throw new TemplateException("No filter named '" + name + "'.");
    }
    return filter.call(context, arguments);
  }

  /** A filter that is a method of the value's text. */
  private static Object method(String name, Context context, Arguments arguments) {
    String text = Values.text(arguments.positional().get(0));
    Callable method = (Callable) StringMethods.of(text, name).orElseThrow();
    return method.call(context, arguments.after(1));
  }

  private static String text(String name, Arguments arguments) {
    return Values.text(arguments.bind(name, 1, "value").get(0));
  }

  private static Object title(Context context, Arguments arguments) {
    String text = text("title", arguments);
    context.budget().text(text.length());
    StringBuilder out = new StringBuilder();
    boolean wordStart = true;
    for (Object character : PythonText.characters(text)) {
      String c = (String) character;
      boolean boundary = "-({[<".contains(c) || PythonText.isSpace(c.codePointAt(0));
      out.append(wordStart && !boundary ? PythonText.upper(c) : PythonText.lower(c));
      wordStart = boundary;
    }
    return out.toString();
  }

  private static Object center(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("center", 1, "value", "width");
    String text = Values.text(bound.get(0));
    return StringMethods.justify(context, "center", text, Arguments.of(bound.get(1, 80L)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  private static Object replace(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", 3, "s", "old", "new", "count");
    long count = bound.given(3) ? Values.integer(bound.get(3)) : -1;
    return StringMethods.replaced(
        context, bound.text(0, ""), bound.text(1, ""), bound.text(2, ""), count);
  }

  private static Object format(Context context, Arguments arguments) {
    Object values =
        arguments.named().isEmpty()
            ? new Tuple(arguments.after(1).positional())
            : arguments.named();
    return PythonFormat.percent(context, Values.text(arguments.positional().get(0)), values);
  }

  private static Object indent(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("indent", 1, "s", "width", "first", "blank");
    Object width = bound.get(1, 4L);
    String margin =
        width instanceof String text ? text : " ".repeat((int) bounded(Values.integer(width)));
    boolean blank = bound.truth(3);
    List<Object> lines = lines(StringMethods.string(bound.get(0)) + "\n");
    StringBuilder out = new StringBuilder(bound.truth(2) ? margin : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      out.append(i == 0 ? "" : "\n");
      out.append(i > 0 && (blank || !line.isEmpty()) ? margin : "").append(line);
      context.budget().text(margin.length() + (long) line.length());
    }
    return out.toString();
  }

  private static long bounded(long width) {
    if (width > 1000) {
      throw new TemplateException("indent(" + width + ") is wider than 1000");
    }
    return Math.max(0, width);
  }

  private static List<Object> lines(String text) {
    List<Object> lines = new ArrayList<>(List.of((Object[]) text.split("\\R", -1)));
    lines.remove(lines.size() - 1);
    return lines;
  }

  private static Object truncate(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("truncate", 1, "s", "length", "killwords", "end", "leeway");
    String end = bound.text(3, "...");
    long length = bound.integer(1, 255);
    long leeway = bound.given(4) ? Values.integer(bound.get(4)) : 5;
    if (Values.length(bound.get(0)) <= length + leeway) {
      return bound.get(0);
    }
    String text = StringMethods.string(bound.get(0));
    Object most = length - PythonText.length(end);
    String cut = (String) Access.slice(context, text, None.NONE, most, None.NONE);
    if (!bound.truth(2)) {
      int blank = cut.lastIndexOf(' ');
      cut = blank < 0 ? cut : cut.substring(0, blank);
    }
    return cut + end;
  }

  private static Object words(Context context, Arguments arguments) {
    Matcher words =
        Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS)
            .matcher(text("wordcount", arguments));
    return words.results().count();
  }

  private static Object fallback(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("default", 1, "value", "default_value", "boolean");
    Object value = bound.get(0);
    boolean absent = value instanceof Undefined || bound.truth(2) && !Values.truth(value);
    return absent ? bound.get(1, "") : value;
  }

  private static Object attribute(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("attr", 2, "obj", "name");
    String name = Values.text(bound.get(1));
    boolean key =
        bound.get(0) instanceof Map<?, ?> map && CollectionMethods.of(map, name).isEmpty();
    return key ? Undefined.name(name) : Access.attribute(context, bound.get(0), name);
  }

  private static Object absolute(Context context, Arguments arguments) {
    Object value = arguments.bind("abs", 1, "x").get(0);
    return value instanceof Double number
        ? Math.abs(number)
        : (Object) Math.abs(Values.integer(value));
  }
}
