package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The filters that choose or change elements one by one, and attributes by their paths. */
final class Selection {
  /** A part of a path with more digits than this is a name, not a place. */
  private static final int MOST_DIGITS = 9;

  private Selection() {}

  static Object map(Context context, Arguments arguments) {
    Object value = arguments.positional().get(0);
    UnaryOperator<Object> change;
    if (arguments.positional().size() == 1 && arguments.named().containsKey("attribute")) {
      Arguments.Bound bound = arguments.bind("map", 1, "value", "attribute", "default");
      change =
          attribute(
              context, bound, 1, bound.given(2) ? Optional.of(bound.get(2)) : Optional.empty());
    } else if (arguments.positional().size() > 1) {
      String filter = Values.text(context, arguments.positional().get(1));
      change =
          item -> {
            List<Object> positional = new ArrayList<>(List.of(item));
            positional.addAll(arguments.after(2).positional());
            context.budget().elements(positional.size());
            return Filters.apply(context, filter, new Arguments(positional, arguments.named()));
          };
    } else {
      throw new TemplateException("map requires a filter argument");
    }
    return new Generator(context, () -> new Changed(source(context, value), change));
  }

  static Object select(Context context, Arguments arguments, int skipped, boolean keeps) {
    Object value = arguments.positional().get(0);
    Arguments rest = arguments.after(1);
    if (rest.positional().size() < skipped) {
      throw new TemplateException("Missing parameter for attribute name");
    }
    Arguments test = rest.after(skipped);
    Predicate<Object> holds = Values::truth;
    if (!test.positional().isEmpty()) {
      String name = Values.text(context, test.positional().get(0));
      holds = item -> Predicates.holds(context, name, item, test.after(1));
    }
    Predicate<Object> wanted = holds;
    Predicate<Object> chosen =
        item -> {
          context.budget().step();
          Object part = skipped == 0 ? item : path(context, item, rest.positional().get(0));
          return wanted.test(part) == keeps;
        };
    return new Generator(context, () -> new Chosen(source(context, value), chosen));
  }

  /** The value's elements. A value that is false, such as an empty one, has none. */
  private static Iterator<Object> source(Context context, Object value) {
    return Values.truth(value) ? Values.iterator(context, value) : Collections.emptyIterator();
  }

  /** Each item changed when it is read. */
  private record Changed(Iterator<Object> items, UnaryOperator<Object> change)
      implements Iterator<Object> {
    @Override
    public boolean hasNext() {
      return items.hasNext();
    }

    @Override
    public Object next() {
      return change.apply(items.next());
    }
  }

  /** Those items for which the predicate holds. */
  private static final class Chosen implements Iterator<Object> {
    private final Iterator<Object> items;
    private final Predicate<Object> chosen;
    private Optional<Object> found = Optional.empty();

    Chosen(Iterator<Object> items, Predicate<Object> chosen) {
      this.items = items;
      this.chosen = chosen;
    }

    @Override
    public boolean hasNext() {
      while (found.isEmpty() && items.hasNext()) {
        found = Optional.of(items.next()).filter(chosen);
      }
      return found.isPresent();
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Object item = found.orElseThrow();
      found = Optional.empty();
      return item;
    }
  }

  static UnaryOperator<Object> attribute(
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
    if (path == None.NONE) {
      return item;
    } else if (!Values.isString(path)) {
      return Access.item(context, item, path);
    }
    String text = Values.string(path);
    context.budget().text(text.length());
    Object found = item;
    for (String step : parts(text, '.')) {
      context.budget().step();
      found = Access.item(context, found, place(step));
    }
    return found;
  }

  /** A text between separators. */
  static List<String> parts(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + 1;
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** A part of a path: digits are a place, anything else is a name. */
  static Object place(String text) {
    Optional<Long> index = index(text);
    return index.isPresent() ? index.get() : text;
  }

  static Optional<Long> index(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}
