package org.wordsight.chat.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The functions that a template finds: Jinja2's own, and the two that transformers adds. */
final class Globals {
  static final Map<String, Callable> ALL =
      Map.of(
          "range", Globals::range,
          "namespace", Globals::namespace,
          "dict", Globals::dict,
          "cycler", (context, arguments) -> new Cycler(arguments.positional()),
          "joiner", Globals::joiner,
          "raise_exception", Globals::raise,
          "strftime_now", Globals::now);

  private static final long DIRECTIVE_WORK = 500;

  private Globals() {}

  private static Object range(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("range()", 1, "start", "stop", "step");
    boolean single = !bound.given(1);
    long start = single ? 0 : Values.integer(bound.get(0));
    long stop = Values.integer(bound.get(single ? 0 : 1));
    return PythonRange.asked(start, stop, bound.integer(2, 1));
  }

  private static Object namespace(Context context, Arguments arguments) {
    return new Namespace((Map<?, ?>) dict(context, arguments));
  }

  private static Object dict(Context context, Arguments arguments) {
    Map<Object, Object> made = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw new TemplateException(
          "dict expected at most 1 argument, got " + arguments.positional().size());
    }
    for (Object given : arguments.positional()) {
      if (given instanceof Map<?, ?> map) {
        context.budget().elements(3L * map.size());
        made.putAll(map);
      } else {
        for (Object pair : Values.elements(context, given)) {
          List<Object> items = Values.elements(context, pair);
          if (items.size() != 2) {
            throw new TemplateException("dict() takes pairs, got one of " + items.size());
          }
          context.budget().elements(3);
          DictKeys.put(context, made, items.get(0), items.get(1));
        }
      }
    }
    context.budget().elements(3L * arguments.named().size());
    arguments.named().forEach((name, value) -> DictKeys.put(context, made, name, value));
    return made;
  }

  private static Object joiner(Context context, Arguments arguments) {
    String separator = arguments.bind("joiner()", 0, "sep").text(context, 0, ", ");
    boolean[] used = {false};
    return (Callable)
        (inner, none) -> {
          String text = used[0] ? separator : "";
          used[0] = true;
          return text;
        };
  }

  private static Object raise(Context context, Arguments arguments) {
    String message = Values.text(context, arguments.bind("raise_exception()", 1, "message").get(0));
    throw new TemplateException(TemplateException.Origin.RAISED, message, context.line());
  }

  /** {@code strftime} of the rendering's own date, so that the same chat gives the same text. */
  private static Object now(Context context, Arguments arguments) {
    String format = Values.string(arguments.bind("strftime_now()", 1, "format").get(0));
    context.budget().text(format.length());
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length()) {
        boolean bare = format.charAt(i + 1) == '-' && i + 2 < format.length();
        i += bare ? 2 : 1;
        context.budget().work(DIRECTIVE_WORK);
        String part = directive(format.charAt(i), context.now());
        context.budget().append(out, bare ? part.replaceFirst("^0+(?=.)", "") : part);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String directive(char directive, LocalDateTime now) {
    if (directive == '%') {
      return "%";
    }
    String pattern =
        switch (directive) {
          case 'd' -> "dd";
          case 'm' -> "MM";
          case 'b', 'h' -> "MMM";
          case 'B' -> "MMMM";
          case 'y' -> "yy";
          case 'Y' -> "yyyy";
          case 'a' -> "EEE";
          case 'A' -> "EEEE";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'M' -> "mm";
          case 'S' -> "ss";
          case 'p' -> "a";
          case 'j' -> "DDD";
          case 'F' -> "yyyy-MM-dd";
          case 'T' -> "HH:mm:ss";
          default -> throw new TemplateException("strftime_now() does not know %" + directive);
        };
    return DateTimeFormatter.ofPattern(pattern, Locale.US).format(now);
  }

  /** {@code cycler(…)}: gives its values in turn. */
  static final class Cycler {
    private final List<Object> values;
    private int position;

    Cycler(List<Object> values) {
      if (values.isEmpty()) {
        throw new TemplateException("at least one item has to be provided");
      }
      this.values = values;
    }

    Optional<Object> attribute(String name) {
      return Optional.ofNullable(
          switch (name) {
            case "current" -> values.get(position);
            case "next" ->
                (Callable)
                    (context, arguments) -> {
                      Object value = values.get(position);
                      position = (position + 1) % values.size();
                      return value;
                    };
            case "reset" ->
                (Callable)
                    (context, arguments) -> {
                      position = 0;
                      return None.NONE;
                    };
            default -> null;
          });
    }
  }
}
