package org.wordsight.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Jinja2's filters. This class has the filters on single values, {@link TextFilters} those on text,
 * and {@link SequenceFilters} and {@link OrderFilters} those on sequences. The value filtered is
 * the first argument. Text is never HTML-escaped on its own, as in transformers.
 */
final class Filters {
  private static final Map<String, Callable> ALL =
      Map.ofEntries(
          Map.entry("tojson", JsonText::filter),
          Map.entry("default", Filters::fallback),
          Map.entry("d", Filters::fallback),
          Map.entry("attr", Filters::attribute),
          Map.entry("abs", Filters::absolute),
          Map.entry("int", NumberFilters::integer),
          Map.entry("float", NumberFilters::realFilter),
          Map.entry("round", NumberFilters::round));

  private Filters() {}

  static boolean exists(String name) {
    return named(name) != null;
  }

  /** Every filter's name. */
  static List<String> names() {
    return Stream.of(ALL, TextFilters.ALL, OrderFilters.ALL, SequenceFilters.ALL)
        .flatMap(filters -> filters.keySet().stream())
        .sorted()
        .toList();
  }

  private static Callable named(String name) {
    Callable filter = ALL.get(name);
    filter = filter == null ? TextFilters.ALL.get(name) : filter;
    filter = filter == null ? OrderFilters.ALL.get(name) : filter;
    return filter == null ? SequenceFilters.ALL.get(name) : filter;
  }

  /** Applies a filter; the value filtered is the first of the arguments. */
  static Object apply(Context context, String name, Arguments arguments) {
    Callable filter = named(name);
    if (filter == null) {
      throw new TemplateException("No filter named " + PythonText.shown(name) + ".");
    }
    return filter.call(context, arguments);
  }

  private static Object fallback(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("default", 1, "value", "default_value", "boolean");
    Object value = bound.get(0);
    boolean absent = value instanceof Undefined || bound.truth(2) && !Values.truth(value);
    return absent ? bound.get(1, "") : value;
  }

  private static Object attribute(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("attr", 2, "obj", "name");
    String name = Values.string(bound.get(1));
    boolean key =
        bound.get(0) instanceof Map<?, ?> map && CollectionMethods.of(map, name).isEmpty();
    return key ? Undefined.name(name) : Access.attribute(context, bound.get(0), name);
  }

  private static Object absolute(Context context, Arguments arguments) {
    Object value = arguments.bind("abs", 1, "x").get(0);
    if (value instanceof Double number) {
      return Math.abs(number);
    } else if (!Values.isWhole(value)) {
      throw Values.refused(value, "bad operand type for abs(): '%s'");
    }
    long number = Values.integer(value);
    return number < 0 ? Arithmetic.negative(number) : (Object) number;
  }
}
