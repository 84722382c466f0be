package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The filters on sequences. Where Jinja2 gives a generator, so do these: lazy, and read once. */
final class SequenceFilters {
  static final Map<String, Callable> ALL =
      Map.ofEntries(
          Map.entry("length", (context, arguments) -> Values.length(value("length", arguments))),
          Map.entry("count", (context, arguments) -> Values.length(value("count", arguments))),
          Map.entry("list", SequenceFilters::list),
          Map.entry("first", SequenceFilters::first),
          Map.entry("last", SequenceFilters::last),
          Map.entry("reverse", SequenceFilters::reverse),
          Map.entry("join", SequenceFilters::join),
          Map.entry("items", SequenceFilters::items),
          Map.entry("dictsort", SequenceFilters::dictSort),
          Map.entry("sort", SequenceFilters::sort),
          Map.entry("unique", SequenceFilters::unique),
          Map.entry("min", (context, arguments) -> extreme("min", context, arguments)),
          Map.entry("max", (context, arguments) -> extreme("max", context, arguments)),
          Map.entry("sum", SequenceFilters::sum),
          Map.entry("groupby", SequenceFilters::groupBy),
          Map.entry("batch", SequenceFilters::batch),
          Map.entry("slice", SequenceFilters::slice),
          Map.entry("map", Selection::map),
          Map.entry(
              "select", (context, arguments) -> Selection.select(context, arguments, 0, true)),
          Map.entry(
              "reject", (context, arguments) -> Selection.select(context, arguments, 0, false)),
          Map.entry(
              "selectattr", (context, arguments) -> Selection.select(context, arguments, 1, true)),
          Map.entry(
              "rejectattr",
              (context, arguments) -> Selection.select(context, arguments, 1, false)));

  private SequenceFilters() {}

  private static Object value(String name, Arguments arguments) {
    return arguments.bind(name, 1, "value").get(0);
  }

  private static Object list(Context context, Arguments arguments) {
    return new ArrayList<>(Values.elements(context, value("list", arguments)));
  }

  private static Object first(Context context, Arguments arguments) {
    Object value = value("first", arguments);
    if (value instanceof Generator generator) {
      return generator.items().hasNext() ? generator.items().next() : empty("first");
    }
    List<Object> items = Values.elements(context, value);
    return items.isEmpty() ? empty("first") : items.get(0);
  }

  private static Object last(Context context, Arguments arguments) {
    Object value = value("last", arguments);
    if (value instanceof Generator) {
      throw new TemplateException("'generator' object is not reversible");
    }
    List<Object> items = Values.elements(context, value);
    return items.isEmpty() ? empty("last") : items.get(items.size() - 1);
  }

  private static Undefined empty(String which) {
    return new Undefined("No " + which + " item, sequence was empty.");
  }

  private static Object reverse(Context context, Arguments arguments) {
    Object value = value("reverse", arguments);
    if (value instanceof String text) {
      context.budget().text(text.length());
      return new StringBuilder(text).reverse().toString();
    }
    List<Object> items = new ArrayList<>(Values.elements(context, value));
    Collections.reverse(items);
    // A generator has no end to start from: Jinja2 makes a list of it.
    return value instanceof Generator ? items : new Generator(items.iterator());
  }

  private static Object join(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("join", 1, "value", "d", "attribute");
    List<Object> items = new ArrayList<>();
    Function<Object, Object> part = Selection.attribute(context, bound, 2, Optional.empty());
    for (Object item : Values.elements(context, bound.get(0))) {
      items.add(Values.text(part.apply(item)));
    }
    Callable join = (Callable) StringMethods.of(bound.text(1, ""), "join").orElseThrow();
    return join.call(context, Arguments.of(items));
  }

  private static Object items(Context context, Arguments arguments) {
    Object value = value("items", arguments);
    return Generator.of(
        () -> {
          if (value instanceof Map<?, ?> map) {
            return CollectionMethods.items(context, map);
          } else if (value instanceof Undefined) {
            return List.of();
          }
          throw new TemplateException("Can only get item pairs from a mapping.");
        });
  }

  private static Object dictSort(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("dictsort", 1, "value", "case_sensitive", "by", "reverse");
    int place =
        switch (bound.text(2, "key")) {
          case "key" -> 0;
          case "value" -> 1;
          default ->
              throw new TemplateException("You can only sort by either \"key\" or \"value\"");
        };
    if (!(bound.get(0) instanceof Map<?, ?> map)) {
      throw Values.refused(bound.get(0), "a dict");
    }
    Function<Object, Object> key = pair -> ((Tuple) pair).items().get(place);
    return sorted(
        CollectionMethods.items(context, map), folded(key, bound.truth(1)), bound.truth(3));
  }

  private static Object sort(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("sort", 1, "value", "reverse", "case_sensitive", "attribute");
    Function<Object, Object> key = folded(item -> item, bound.truth(2));
    if (bound.given(3)) {
      List<Function<Object, Object>> parts = new ArrayList<>();
      for (String path : Values.text(bound.get(3)).split(",")) {
        parts.add(folded(item -> Selection.path(context, item, path), bound.truth(2)));
      }
      key = item -> parts.stream().map(part -> part.apply(item)).toList();
    }
    return sorted(Values.elements(context, bound.get(0)), key, bound.truth(1));
  }

  private static List<Object> sorted(
      List<Object> items, Function<Object, Object> key, boolean reverse) {
    List<Object> sorted = new ArrayList<>(items);
    Comparator<Object> order = (a, b) -> Values.compare(key.apply(a), key.apply(b));
    sorted.sort(reverse ? order.reversed() : order);
    return sorted;
  }

  /** Strings compare without case, unless asked otherwise. */
  private static Function<Object, Object> folded(Function<Object, Object> key, boolean exact) {
    return item -> {
      Object value = key.apply(item);
      return !exact && value instanceof String text ? PythonText.lower(text) : value;
    };
  }

  private static Object unique(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("unique", 1, "value", "case_sensitive", "attribute");
    return Generator.of(() -> distinct(context, bound));
  }

  private static List<Object> distinct(Context context, Arguments.Bound bound) {
    Function<Object, Object> key =
        folded(Selection.attribute(context, bound, 2, Optional.empty()), bound.truth(1));
    List<Object> seen = new ArrayList<>();
    List<Object> kept = new ArrayList<>();
    for (Object item : Values.elements(context, bound.get(0))) {
      Object value = key.apply(item);
      context.budget().elements(seen.size());
      if (seen.stream().noneMatch(other -> Values.equal(other, value))) {
        seen.add(value);
        kept.add(item);
      }
    }
    return kept;
  }

  private static Object extreme(String name, Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(name, 1, "value", "case_sensitive", "attribute");
    Function<Object, Object> key =
        folded(Selection.attribute(context, bound, 2, Optional.empty()), bound.truth(1));
    Optional<Object> best = Optional.empty();
    for (Object item : Values.elements(context, bound.get(0))) {
      int order = best.isEmpty() ? 0 : Values.compare(key.apply(item), key.apply(best.get()));
      if (best.isEmpty() || (name.equals("min") ? order < 0 : order > 0)) {
        best = Optional.of(item);
      }
    }
    return best.orElseGet(() -> new Undefined("No aggregated item, sequence was empty."));
  }

  private static Object sum(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sum", 1, "iterable", "attribute", "start");
    Function<Object, Object> part = Selection.attribute(context, bound, 1, Optional.empty());
    Object total = bound.get(2, 0L);
    for (Object item : Values.elements(context, bound.get(0))) {
      total = Operators.binary(context, "+", total, part.apply(item));
    }
    return total;
  }

  private static Object groupBy(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("groupby", 2, "value", "attribute", "default", "case_sensitive");
    Function<Object, Object> shown =
        Selection.attribute(
            context, bound, 1, bound.given(2) ? Optional.of(bound.get(2)) : Optional.empty());
    Function<Object, Object> key = folded(shown, bound.truth(3));
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (Object item : sorted(Values.elements(context, bound.get(0)), key, false)) {
      if (!group.isEmpty() && !Values.equal(key.apply(group.get(0)), key.apply(item))) {
        groups.add(group(shown, group));
        group = new ArrayList<>();
      }
      group.add(item);
    }
    if (!group.isEmpty()) {
      groups.add(group(shown, group));
    }
    return groups;
  }

  private static Tuple group(Function<Object, Object> shown, List<Object> members) {
    return new Tuple(List.of(shown.apply(members.get(0)), members), List.of("grouper", "list"));
  }

  private static Object batch(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("batch", 2, "value", "linecount", "fill_with");
    return Generator.of(() -> batches(context, bound));
  }

  private static List<Object> batches(Context context, Arguments.Bound bound) {
    int size = (int) positive("batch", Values.integer(bound.get(1)));
    List<Object> batches = new ArrayList<>();
    List<Object> items = Values.elements(context, bound.get(0));
    for (int i = 0; i < items.size(); i += size) {
      List<Object> part = new ArrayList<>(items.subList(i, Math.min(items.size(), i + size)));
      context.budget().elements(size);
      while (bound.given(2) && part.size() < size) {
        part.add(bound.get(2));
      }
      batches.add(part);
    }
    return batches;
  }

  private static Object slice(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("slice", 2, "value", "slices", "fill_with");
    return Generator.of(() -> slices(context, bound));
  }

  private static List<Object> slices(Context context, Arguments.Bound bound) {
    long count = positive("slice", Values.integer(bound.get(1)));
    List<Object> items = Values.elements(context, bound.get(0));
    context.budget().elements(count);
    List<Object> slices = new ArrayList<>();
    int from = 0;
    for (long i = 0; i < count; i++) {
      boolean longer = i < items.size() % count;
      int size = (int) (items.size() / count) + (longer ? 1 : 0);
      List<Object> part = new ArrayList<>(items.subList(from, from + size));
      if (bound.given(2) && !longer) {
        part.add(bound.get(2));
      }
      slices.add(part);
      from += size;
    }
    return slices;
  }

  private static long positive(String filter, long count) {
    if (count < 1) {
      throw new TemplateException(filter + "(" + count + ") asks for less than one");
    }
    return count;
  }
}
