package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** The methods of Python's {@code str}. */
final class StringMethods {
  private StringMethods() {}

  static Optional<Object> of(String text, String name) {
    return Optional.ofNullable(
        switch (name) {
          case "upper" -> change(name, text, PythonText::upper);
          case "lower", "casefold" -> change(name, text, PythonText::lower);
          case "capitalize" -> change(name, text, PythonText::capitalize);
          case "title" -> change(name, text, PythonText::title);
          case "swapcase" -> change(name, text, PythonText::swapCase);
          case "isupper" -> ask(name, text, PythonText::isUpper);
          case "islower" -> ask(name, text, PythonText::isLower);
          case "isspace" -> ask(name, text, all(PythonText::isSpace));
          case "isdigit", "isdecimal", "isnumeric" -> ask(name, text, all(Character::isDigit));
          case "isalpha" -> ask(name, text, all(Character::isLetter));
          case "isalnum" -> ask(name, text, all(Character::isLetterOrDigit));
          case "strip" -> strip(name, text, PythonText::strip);
          case "lstrip" -> strip(name, text, PythonText::stripLeft);
          case "rstrip" -> strip(name, text, PythonText::stripRight);
          case "startswith" -> affix(name, text, String::startsWith);
          case "endswith" -> affix(name, text, String::endsWith);
          case "removeprefix" ->
              (Callable)
                  (context, arguments) -> {
                    String prefix = string(arguments.bind(name, 1, "prefix").get(0));
                    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
                  };
          case "removesuffix" ->
              (Callable)
                  (context, arguments) -> {
                    String suffix = string(arguments.bind(name, 1, "suffix").get(0));
                    return text.endsWith(suffix)
                        ? text.substring(0, text.length() - suffix.length())
                        : text;
                  };
          case "split" -> (Callable) (context, arguments) -> split(context, text, arguments);
          case "rsplit" -> (Callable) (context, arguments) -> rightSplit(context, text, arguments);
          case "splitlines" -> (Callable) (context, arguments) -> lines(context, text, arguments);
          case "partition" -> (Callable) (context, arguments) -> partition(text, arguments, false);
          case "rpartition" -> (Callable) (context, arguments) -> partition(text, arguments, true);
          case "join" -> (Callable) (context, arguments) -> join(context, text, arguments);
          case "replace" -> (Callable) (context, arguments) -> replace(context, text, arguments);
          case "find", "index" -> (Callable) (context, arguments) -> find(name, text, arguments);
          case "rfind", "rindex" -> (Callable) (context, arguments) -> find(name, text, arguments);
          case "count" -> (Callable) (context, arguments) -> count(text, arguments);
          case "zfill" -> (Callable) (context, arguments) -> zeroFill(context, text, arguments);
          case "center", "ljust", "rjust" ->
              (Callable) (context, arguments) -> justify(context, name, text, arguments);
          case "format" ->
              (Callable) (context, arguments) -> PythonFormat.format(context, text, arguments);
          default -> null;
        });
  }

  private static Callable change(String name, String text, Function<String, String> change) {
    return (context, arguments) -> {
      arguments.bind(name, 0);
      context.budget().text(2L * text.length());
      return change.apply(text);
    };
  }

  private static Callable ask(String name, String text, Predicate<String> question) {
    return (context, arguments) -> {
      arguments.bind(name, 0);
      return question.test(text);
    };
  }

  private static Predicate<String> all(IntPredicate accepted) {
    return text -> PythonText.all(text, accepted);
  }

  private interface Strip {
    String apply(String text, IntPredicate stripped);
  }

  private static Callable strip(String name, String text, Strip strip) {
    return (context, arguments) -> {
      Arguments.Bound bound = arguments.bind(name, 0, "chars");
      context.budget().text(text.length());
      if (!bound.given(0)) {
        return strip.apply(text, PythonText::isSpace);
      }
      String characters = string(bound.get(0));
      return strip.apply(text, c -> characters.indexOf(c) >= 0);
    };
  }

  private static Callable affix(String name, String text, BiPredicate<String, String> holds) {
    return (context, arguments) -> {
      Arguments.Bound bound = arguments.bind(name, 1, "affix", "start", "end");
      String part =
          (String)
              Access.slice(
                  context, text, bound.get(1, None.NONE), bound.get(2, None.NONE), None.NONE);
      if (bound.get(0) instanceof Tuple tuple) {
        return tuple.items().stream().anyMatch(item -> holds.test(part, string(item)));
      }
      return holds.test(part, string(bound.get(0)));
    };
  }

  private static List<Object> split(Context context, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("split()", 0, "sep", "maxsplit");
    long most = bound.integer(1, -1);
    context.budget().text(text.length());
    List<Object> parts = new ArrayList<>();
    if (!bound.given(0)) {
      String rest = PythonText.stripLeft(text, PythonText::isSpace);
      while (!rest.isEmpty()) {
        int end = 0;
        while (end < rest.length() && !PythonText.isSpace(rest.charAt(end))) {
          end++;
        }
        if (most >= 0 && parts.size() >= most) {
          parts.add(rest);
          break;
        }
        parts.add(rest.substring(0, end));
        context.budget().text(rest.length());
        rest = PythonText.stripLeft(rest.substring(end), PythonText::isSpace);
      }
    } else {
      String separator = separator(bound.get(0));
      int from = 0;
      int at = text.indexOf(separator);
      while (at >= 0 && (most < 0 || parts.size() < most)) {
        parts.add(text.substring(from, at));
        from = at + separator.length();
        at = text.indexOf(separator, from);
      }
      parts.add(text.substring(from));
    }
    context.budget().elements(parts.size());
    return parts;
  }

  private static List<Object> rightSplit(Context context, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("rsplit()", 0, "sep", "maxsplit");
    long most = bound.integer(1, -1);
    if (most < 0) {
      return split(context, text, arguments);
    }
    if (!bound.given(0)) {
      throw new TemplateException("rsplit() with maxsplit needs a separator");
    }
    String separator = separator(bound.get(0));
    List<Object> parts = new ArrayList<>();
    int end = text.length();
    int at = text.lastIndexOf(separator, end - separator.length());
    while (at >= 0 && parts.size() < most) {
      parts.add(0, text.substring(at + separator.length(), end));
      end = at;
      at = text.lastIndexOf(separator, end - separator.length());
    }
    parts.add(0, text.substring(0, end));
    context.budget().elements(parts.size());
    context.budget().text(text.length());
    return parts;
  }

  private static String separator(Object value) {
    String separator = string(value);
    if (separator.isEmpty()) {
      throw new TemplateException("empty separator");
    }
    return separator;
  }

  private static List<Object> lines(Context context, String text, Arguments arguments) {
    boolean keeps = arguments.bind("splitlines()", 0, "keepends").truth(0);
    List<Object> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(i)) >= 0) {
        int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
        lines.add(text.substring(start, keeps ? end : i));
        start = end;
        i = end - 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    context.budget().elements(lines.size());
    context.budget().text(text.length());
    return lines;
  }

  private static Tuple partition(String text, Arguments arguments, boolean last) {
    String separator = separator(arguments.bind("partition()", 1, "sep").get(0));
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private static String join(Context context, String text, Arguments arguments) {
    List<Object> items = Values.elements(context, arguments.bind("join()", 1, "iterable").get(0));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : text).append(string(items.get(i)));
      context.budget().text(out.length() / 64);
    }
    context.budget().text(out.length());
    return out.toString();
  }

  private static String replace(Context context, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace()", 2, "old", "new", "count");
    return replaced(
        context, text, string(bound.get(0)), string(bound.get(1)), bound.integer(2, -1));
  }

  static String replaced(Context context, String text, String old, String with, long most) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    long done = 0;
    int at = text.indexOf(old);
    while (at >= 0 && (most < 0 || done < most)) {
      // An empty text stands before each character and at the end.
      int step = old.isEmpty() && at < text.length() ? text.offsetByCodePoints(at, 1) : at;
      out.append(text, from, at).append(with).append(text, at, step);
      context.budget().text(with.length() + 1L);
      from = old.isEmpty() ? step : at + old.length();
      done++;
      if (old.isEmpty() && at >= text.length()) {
        break;
      }
      at = text.indexOf(old, from);
    }
    context.budget().text((long) out.length() + text.length() - Math.min(from, text.length()));
    return out.append(text.substring(Math.min(from, text.length()))).toString();
  }

  private static Object find(String name, String text, Arguments arguments) {
    String part = string(arguments.bind(name, 1, "sub").get(0));
    int at = name.startsWith("r") ? text.lastIndexOf(part) : text.indexOf(part);
    if (at < 0 && name.endsWith("index")) {
      throw new TemplateException("substring not found");
    }
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  private static Object count(String text, Arguments arguments) {
    String part = string(arguments.bind("count()", 1, "sub").get(0));
    if (part.isEmpty()) {
      return PythonText.length(text) + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static String zeroFill(Context context, String text, Arguments arguments) {
    long width = Values.integer(arguments.bind("zfill()", 1, "width").get(0));
    context.budget().text(Math.max(width, text.length()));
    String zeros = "0".repeat((int) Math.max(0, width - PythonText.length(text)));
    boolean signed = text.startsWith("-") || text.startsWith("+");
    return signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
  }

  static String justify(Context context, String name, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(name, 1, "width", "fillchar");
    long width = Values.integer(bound.get(0));
    context.budget().text(Math.max(width, text.length()));
    int missing = (int) Math.max(0, width - PythonText.length(text));
    String fill = bound.text(1, " ");
    // Python's own rule for the odd blank of a centred text.
    int left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (int) (missing & width & 1);
        };
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }

  static String string(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw Values.refused(value, "a string");
  }
}
