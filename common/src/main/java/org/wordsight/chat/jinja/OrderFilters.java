package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The filters that compare a sequence's elements with each other. */
final class OrderFilters {
  static final Map<String, Callable> ALL =
      Map.of(
          "dictsort", OrderFilters::dictSort,
          "sort", OrderFilters::sort,
          "unique", OrderFilters::unique,
          "min", (context, arguments) -> extreme("min", context, arguments),
          "max", (context, arguments) -> extreme("max", context, arguments),
          "groupby", OrderFilters::groupBy);

  private OrderFilters() {}

  private static Object dictSort(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("dictsort", 1, "value", "case_sensitive", "by", "reverse");
    int place =
        switch (bound.text(context, 2, "key")) {
          case "key" -> 0;
          case "value" -> 1;
          default ->
              throw new TemplateException("You can only sort by either \"key\" or \"value\"");
        };
    if (!(bound.get(0) instanceof Map<?, ?> map)) {
      throw Values.refused(bound.get(0), "'%s' object has no attribute 'items'");
    }
    UnaryOperator<Object> key = pair -> ((Tuple) pair).items().get(place);
    List<Object> items = CollectionMethods.items(context, map);
    return Sorting.sorted(context, items, folded(context, key, bound.truth(1)), bound.truth(3));
  }

  private static Object sort(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("sort", 1, "value", "reverse", "case_sensitive", "attribute");
    UnaryOperator<Object> key = folded(context, item -> item, bound.truth(2));
    if (bound.given(3)) {
      key = paths(context, bound.get(3), bound.truth(2));
    }
    return Sorting.sorted(context, Values.elements(context, bound.get(0)), key, bound.truth(1));
  }

  /** "a,b" sorts by attribute a, then by attribute b. */
  private static UnaryOperator<Object> paths(Context context, Object attribute, boolean exact) {
    if (!Values.isString(attribute)) {
      return folded(context, item -> Selection.path(context, item, attribute), exact);
    }
    List<UnaryOperator<Object>> parts = new ArrayList<>();
    for (String path : Selection.parts(Values.string(attribute), ',')) {
      context.budget().elements(1);
      parts.add(folded(context, item -> Selection.path(context, item, path), exact));
    }
    return item -> {
      context.budget().elements(parts.size());
      List<Object> keys = new ArrayList<>(parts.size());
      for (UnaryOperator<Object> part : parts) {
        keys.add(part.apply(item));
      }
      return keys;
    };
  }

  /** Strings compare without case, unless asked otherwise. */
  private static UnaryOperator<Object> folded(
      Context context, UnaryOperator<Object> key, boolean exact) {
    return item -> {
      Object value = key.apply(item);
      if (exact || !Values.isString(value)) {
        return value;
      }
      String text = Values.string(value);
      context.budget().work(3L * text.length());
      return Markup.like(value, PythonText.lower(text));
    };
  }

  private static Object unique(Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("unique", 1, "value", "case_sensitive", "attribute");
    UnaryOperator<Object> key =
        folded(context, Selection.attribute(context, bound, 2, Optional.empty()), bound.truth(1));
    return new Generator(context, () -> unique(context, bound.get(0), key).iterator());
  }

  private static List<Object> unique(Context context, Object value, UnaryOperator<Object> key) {
    Map<Object, Object> seen = new HashMap<>();
    List<Object> kept = new ArrayList<>();
    for (Object item : Values.elements(context, value)) {
      context.budget().elements(3);
      int before = seen.size();
      DictKeys.put(context, seen, key.apply(item), true);
      if (seen.size() > before) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static Object extreme(String name, Context context, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(name, 1, "value", "case_sensitive", "attribute");
    UnaryOperator<Object> key =
        folded(context, Selection.attribute(context, bound, 2, Optional.empty()), bound.truth(1));
    Object best = new Undefined("No aggregated item, sequence was empty.");
    Object bestKey = best;
    boolean first = true;
    for (Object item : Values.elements(context, bound.get(0))) {
      Object itemKey = key.apply(item);
      String better = name.equals("min") ? "<" : ">";
      if (first || Comparisons.holds(context, better, itemKey, bestKey)) {
        best = item;
        bestKey = itemKey;
      }
      first = false;
    }
    return best;
  }

  private static Object groupBy(Context context, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("groupby", 2, "value", "attribute", "default", "case_sensitive");
    UnaryOperator<Object> shown =
        Selection.attribute(
            context, bound, 1, bound.given(2) ? Optional.of(bound.get(2)) : Optional.empty());
    UnaryOperator<Object> key = folded(context, shown, bound.truth(3));
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    Object groupKey = None.NONE;
    List<Object> items = Values.elements(context, bound.get(0));
    for (Object item : Sorting.sorted(context, items, key, false)) {
      context.budget().elements(4);
      Object itemKey = key.apply(item);
      if (!group.isEmpty() && !Comparisons.same(context, groupKey, itemKey)) {
        groups.add(group(shown, group));
        group = new ArrayList<>();
      }
      groupKey = group.isEmpty() ? itemKey : groupKey;
      group.add(item);
    }
    if (!group.isEmpty()) {
      groups.add(group(shown, group));
    }
    return groups;
  }

  private static Tuple group(UnaryOperator<Object> shown, List<Object> members) {
    return new Tuple(List.of(shown.apply(members.get(0)), members), List.of("grouper", "list"));
  }
}
