package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The methods of Python's {@code str} that split a text. */
final class Splitting {
  private static final String LINE_ENDS = "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029";

  private Splitting() {}

  static Optional<Object> of(String text, String name) {
    Callable method =
        switch (name) {
          case "split", "rsplit" -> (context, arguments) -> split(context, name, text, arguments);
          case "splitlines" ->
              (context, arguments) -> {
                boolean keeps = arguments.bind("splitlines()", 0, "keepends").truth(0);
                return lines(context, text, keeps);
              };
          case "partition", "rpartition" ->
              (context, arguments) -> partition(context, name, text, arguments);
          default -> null;
        };
    return Optional.ofNullable(method);
  }

  private static List<Object> split(
      Context context, String name, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(name + "()", 0, "sep", "maxsplit");
    long most = bound.integer(1, -1);
    boolean backward = name.equals("rsplit");
    context.budget().text(text.length());
    if (!bound.given(0)) {
      return backward ? lastWords(context, text, most) : words(context, text, most);
    }
    String separator = separator(bound.get(0));
    int[] places = TextSearch.places(context, text, separator, most, backward);
    context.budget().elements(3L * places.length);
    if (backward) {
      java.util.Arrays.sort(places);
    }
    List<Object> parts = new ArrayList<>(places.length + 1);
    int from = 0;
    for (int place : places) {
      parts.add(text.substring(from, place));
      from = place + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<Object> words(Context context, String text, long most) {
    List<Object> parts = new ArrayList<>();
    int at = blanks(text, 0);
    while (at < text.length()) {
      context.budget().elements(3);
      int end = at;
      if (most >= 0 && parts.size() >= most) {
        end = text.length();
      }
      while (end < text.length() && !PythonText.isSpace(text.charAt(end))) {
        end++;
      }
      parts.add(text.substring(at, end));
      at = blanks(text, end);
    }
    return parts;
  }

  /** The place of the first character from here on that is not a blank. */
  private static int blanks(String text, int from) {
    int at = from;
    while (at < text.length() && PythonText.isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** The same as {@link #words}, from the end. The rest keeps its blanks at the beginning. */
  private static List<Object> lastWords(Context context, String text, long most) {
    List<Object> parts = new ArrayList<>();
    int end = blanksBefore(text, text.length());
    while (end > 0) {
      context.budget().elements(3);
      int at = end;
      if (most >= 0 && parts.size() >= most) {
        at = 0;
      }
      while (at > 0 && !PythonText.isSpace(text.charAt(at - 1))) {
        at--;
      }
      parts.add(text.substring(at, end));
      end = blanksBefore(text, at);
    }
    Collections.reverse(parts);
    return parts;
  }

  private static int blanksBefore(String text, int end) {
    int at = end;
    while (at > 0 && PythonText.isSpace(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  static String separator(Object value) {
    String separator = Values.string(value);
    if (separator.isEmpty()) {
      throw new TemplateException("empty separator");
    }
    return separator;
  }

  static List<Object> lines(Context context, String text, boolean keeps) {
    context.budget().text(text.length());
    List<Object> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (LINE_ENDS.indexOf(text.charAt(i)) >= 0) {
        int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
        context.budget().elements(3);
        lines.add(text.substring(start, keeps ? end : i));
        start = end;
        i = end - 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static Tuple partition(Context context, String name, String text, Arguments arguments) {
    String separator = separator(arguments.bind(name + "()", 1, "sep").get(0));
    boolean last = name.equals("rpartition");
    int at =
        last
            ? TextSearch.last(context, text, separator)
            : TextSearch.first(context, text, separator);
    if (at < 0) {
      return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
    }
    context.budget().text(text.length());
    return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }
}
