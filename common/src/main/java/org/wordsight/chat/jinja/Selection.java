package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The filters that choose or change elements one by one, and attributes by their paths. */
final class Selection {
  private Selection() {}

  static Object map(Context context, Arguments arguments) {
    Object value = arguments.positional().get(0);
    Function<Object, Object> change;
    if (arguments.positional().size() == 1 && arguments.named().containsKey("attribute")) {
      Arguments.Bound bound = arguments.bind("map", 1, "value", "attribute", "default");
      change =
          attribute(
              context, bound, 1, bound.given(2) ? Optional.of(bound.get(2)) : Optional.empty());
    } else if (arguments.positional().size() > 1) {
      String filter = Values.text(arguments.positional().get(1));
      change =
          item -> {
            List<Object> positional = new ArrayList<>(List.of(item));
            positional.addAll(arguments.after(2).positional());
            return Filters.apply(context, filter, new Arguments(positional, arguments.named()));
          };
    } else {
      throw new TemplateException("map requires a filter argument");
    }
    return new Generator(lazy(context, value).map(change).iterator());
  }

  static Object select(Context context, Arguments arguments, int skipped, boolean keeps) {
    Object value = arguments.positional().get(0);
    Arguments rest = arguments.after(1);
    if (rest.positional().size() < skipped) {
      throw new TemplateException("Missing parameter for attribute name");
    }
    Function<Object, Object> part = item -> item;
    if (skipped == 1) {
      Object path = rest.positional().get(0);
      part = item -> path(context, item, path);
    }
    Arguments test = rest.after(skipped);
    Predicate<Object> holds = Values::truth;
    if (!test.positional().isEmpty()) {
      String name = Values.text(test.positional().get(0));
      holds = item -> Predicates.holds(context, name, item, test.after(1));
    }
    Function<Object, Object> seen = part;
    Predicate<Object> wanted = holds;
    return new Generator(
        lazy(context, value).filter(item -> wanted.test(seen.apply(item)) == keeps).iterator());
  }

  /** The value's elements, looked at only when somebody reads them. */
  private static Stream<Object> lazy(Context context, Object value) {
    if (!Values.truth(value)) {
      return Stream.empty();
    }
    return Stream.of(value).flatMap(source -> Values.elements(context, source).stream());
  }

  static Function<Object, Object> attribute(
      Context context, Arguments.Bound bound, int parameter, Optional<Object> fallback) {
    if (!bound.given(parameter)) {
      return item -> item;
    }
    Object path = bound.get(parameter);
    return item -> {
      Object found = path(context, item, path);
      return found instanceof Undefined && fallback.isPresent() ? fallback.get() : found;
    };
  }

  /** "a.b.0" leads through attributes and places. */
  static Object path(Context context, Object item, Object path) {
    if (!(path instanceof String text)) {
      return Access.item(context, item, path);
    }
    Object found = item;
    for (String step : text.split("\\.")) {
      boolean place = step.matches("\\d{1,9}");
      found = Access.item(context, found, place ? (Object) Long.parseLong(step) : step);
    }
    return found;
  }
}
