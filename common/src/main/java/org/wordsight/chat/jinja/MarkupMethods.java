package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The methods of markup: those of a string, with markup as results. Text that they add is escaped
 * first.
 */
final class MarkupMethods {
  private MarkupMethods() {}

  static Optional<Object> of(Markup markup, String name) {
    return StringMethods.of(markup.text(), name)
        .map(method -> (Callable) method)
        .map(
            method ->
                switch (name) {
                  case "join" -> joining(method);
                  case "replace" ->
                      (Callable)
                          (context, arguments) ->
                              marked(method.call(context, escaping(context, arguments, 1, "new")));
                  case "center", "ljust", "rjust" ->
                      (Callable)
                          (context, arguments) ->
                              marked(
                                  method.call(
                                      context, escaping(context, arguments, 1, "fillchar")));
                  case "format" ->
                      (Callable)
                          (context, arguments) ->
                              new Markup(
                                  BraceFormat.applyToMarkup(context, markup.text(), arguments));
                  default ->
                      (Callable) (context, arguments) -> marked(method.call(context, arguments));
                });
  }

  private static Callable joining(Callable join) {
    return (context, arguments) -> {
      Object iterable = arguments.bind("join()", 1, "iterable").get(0);
      List<Object> escaped = new ArrayList<>();
      for (Object item : Values.elements(context, iterable)) {
        escaped.add(Markup.escaped(context, item));
      }
      return marked(join.call(context, Arguments.of(escaped)));
    };
  }

  /** The arguments with one of them escaped, if it is passed. */
  private static Arguments escaping(
      Context context, Arguments arguments, int position, String name) {
    return arguments.with(position, name, value -> Markup.escaped(context, value));
  }

  /** A result as markup. Numbers and truth values stay as they are. */
  private static Object marked(Object result) {
    if (result instanceof String text) {
      return new Markup(text);
    } else if (result instanceof List<?> parts) {
      return parts.stream().map(MarkupMethods::marked).toList();
    } else if (result instanceof Tuple tuple) {
      return new Tuple(tuple.items().stream().map(MarkupMethods::marked).toList());
    }
    return result;
  }
}
