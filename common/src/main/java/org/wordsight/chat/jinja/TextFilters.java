package org.wordsight.chat.jinja;

import java.util.List;
import java.util.Map;

/** Jinja2's filters on text. Markup stays markup if Jinja2 keeps it. */
final class TextFilters {
  static final Map<String, Callable> ALL =
      Map.ofEntries(
          Map.entry("trim", (context, arguments) -> method("strip", context, arguments)),
          Map.entry("upper", (context, arguments) -> method("upper", context, arguments)),
          Map.entry("lower", (context, arguments) -> method("lower", context, arguments)),
          Map.entry("capitalize", (context, arguments) -> method("capitalize", context, arguments)),
          Map.entry("title", TextFilters::title),
          Map.entry("center", TextFilters::center),
          Map.entry("string", TextFilters::string),
          Map.entry("safe", TextFilters::safe),
          Map.entry("escape", (context, arguments) -> escape("escape", context, arguments)),
          Map.entry("e", (context, arguments) -> escape("e", context, arguments)),
          Map.entry("forceescape", TextFilters::forceEscape),
          Map.entry("replace", TextFilters::replace),
          Map.entry("format", TextFilters::format),
          Map.entry("indent", TextFilters::indent),
          Map.entry("truncate", TextFilters::truncate),
          Map.entry("wordcount", TextFilters::words));

  private static final long DEFAULT_LENGTH = 255;
  private static final long DEFAULT_LEEWAY = 5;

  private TextFilters() {}

  /** A filter that is a method of the value's text. */
  private static Object method(String name, Context context, Arguments arguments) {
    Object text = soft(context, arguments.positional().get(0));
    return call(context, text, name, arguments.after(1));
  }

  private static Object call(Context context, Object text, String method, Arguments arguments) {
    return ((Callable) Access.attribute(context, text, method)).call(context, arguments);
  }

  /** The value's text; markup stays markup. */
  private static Object soft(Context context, Object value) {
    return Values.isString(value) ? value : Values.text(context, value);
  }

  private static Object string(Context context, Arguments arguments) {
    return soft(context, arguments.bind("string", 1, "value").get(0));
  }

  private static Object safe(Context context, Arguments arguments) {
    return new Markup(Values.text(context, arguments.bind("safe", 1, "value").get(0)));
  }

  private static Object escape(String name, Context context, Arguments arguments) {
    return new Markup(Markup.escaped(context, arguments.bind(name, 1, "value").get(0)));
  }

  /** Escapes the text even if it is already escaped. */
  private static Object forceEscape(Context context, Arguments arguments) {
    String text = Values.text(context, arguments.bind("forceescape", 1, "value").get(0));
    return new Markup(Markup.escaped(context, text));
  }

  private static Object title(Context context, Arguments arguments) {
    String text = Values.text(context, arguments.bind("title", 1, "s").get(0));
    context.budget().elements(text.length());
    StringBuilder out = new StringBuilder();
    boolean wordStart = true;
    for (Object character : PythonText.characters(text)) {
      String c = (String) character;
      boolean boundary = "-({[<".contains(c) || PythonText.isSpace(c.codePointAt(0));
      out.append(wordStart && !boundary ? PythonText.upper(c) : PythonText.lower(c));
      wordStart = boundary;
    }
    context.budget().text(out.length());
    return out.toString();
  }

  private static Object center(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("center", 1, "value", "width");
    Object text = soft(context, bound.get(0));
    return call(context, text, "center", Arguments.of(bound.get(1, 80L)));
  }

  private static Object replace(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", 3, "s", "old", "new", "count");
    long count = bound.given(3) ? Values.integer(bound.get(3)) : -1;
    return StringMethods.replaced(
        context,
        bound.text(context, 0, ""),
        bound.text(context, 1, ""),
        bound.text(context, 2, ""),
        count);
  }

  private static Object format(Context context, Arguments arguments) {
    Arguments given = arguments.after(1);
    if (!given.positional().isEmpty() && !given.named().isEmpty()) {
      throw new TemplateException("can't handle positional and keyword arguments at the same time");
    }
    Object values = given.named().isEmpty() ? new Tuple(given.positional()) : given.named();
    return PercentFormat.apply(context, soft(context, arguments.positional().get(0)), values);
  }

  /** The same steps as in Jinja2, so that markup is escaped at the same places. */
  private static Object indent(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("indent", 1, "s", "width", "first", "blank");
    Object text = bound.get(0);
    if (!Values.isString(text)) {
      throw Values.refused(text, "'%s' object has no attribute 'splitlines'");
    }
    Object margin = margin(context, bound.get(1, 4L));
    margin = text instanceof Markup ? new Markup(Values.string(margin)) : margin;
    Object newline = Markup.like(text, "\n");
    List<Object> lines = Splitting.lines(context, Values.string(text) + "\n", false);
    context.budget().elements(lines.size());
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      Object line = Markup.like(text, (String) lines.get(i));
      boolean indented = i > 0 && (bound.truth(3) || !Values.string(line).isEmpty());
      context.budget().append(out, i == 0 ? "" : Values.string(newline));
      Object whole = indented ? Arithmetic.binary(context, "+", margin, line) : line;
      context.budget().append(out, Values.string(whole));
    }
    Object indented = Markup.like(text, out.toString());
    return bound.truth(2) ? Arithmetic.binary(context, "+", margin, indented) : indented;
  }

  private static Object margin(Context context, Object width) {
    if (Values.isString(width)) {
      return width;
    }
    return Arithmetic.binary(context, "*", " ", Values.integer(width));
  }

  private static Object truncate(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("truncate", 1, "s", "length", "killwords", "end", "leeway");
    Object end = bound.get(3, "...");
    long length = bound.integer(1, DEFAULT_LENGTH);
    long leeway = bound.given(4) ? Values.integer(bound.get(4)) : DEFAULT_LEEWAY;
    long endLength = Values.length(end);
    if (length < endLength) {
      throw new TemplateException("expected length >= " + endLength + ", got " + length);
    } else if (leeway < 0) {
      throw new TemplateException("expected leeway >= 0, got " + leeway);
    }
    Object text = bound.get(0);
    context.budget().scan(Values.isString(text) ? Values.string(text).length() : 0);
    if (Values.length(text) - leeway <= length) {
      return text;
    }
    Object cut = Access.slice(context, text, None.NONE, length - endLength, None.NONE);
    if (!bound.truth(2)) {
      String kept = Values.string(cut);
      int blank = kept.lastIndexOf(' ');
      cut = Markup.like(cut, blank < 0 ? kept : kept.substring(0, blank));
    }
    return Arithmetic.binary(context, "+", cut, end);
  }

  /** Runs of letters, digits and underscores, as {@code \w+} finds them in Python. */
  private static Object words(Context context, Arguments arguments) {
    String text = Values.text(context, arguments.bind("wordcount", 1, "s").get(0));
    context.budget().text(text.length());
    long words = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean letter = c == '_' || PythonText.isAlphanumeric(c);
      words += letter && !inside ? 1 : 0;
      inside = letter;
      i += Character.charCount(c);
    }
    return words;
  }
}
