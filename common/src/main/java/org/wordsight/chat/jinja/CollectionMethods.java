package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The methods of dicts, lists and tuples that change nothing; the others are refused by name. */
final class CollectionMethods {
  private static final Set<String> CHANGING_DICT =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> CHANGING_LIST =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private CollectionMethods() {}

  static Optional<Object> of(Map<?, ?> map, String name) {
    if (CHANGING_DICT.contains(name)) {
      return Optional.of(unsafe("dict", name));
    }
    Callable method =
        switch (name) {
          case "get" ->
              (context, arguments) -> {
                Arguments.Bound bound = arguments.bind("get()", 1, "key", "default");
                DictKeys.check(context, bound.get(0));
                Object value = map.get(DictKeys.in(context, map, bound.get(0)));
                return value == null ? bound.get(1, None.NONE) : value;
              };
          case "items" ->
              (context, arguments) -> {
                arguments.bind("items()", 0);
                return new View("items", items(context, map));
              };
          case "keys" ->
              (context, arguments) -> {
                arguments.bind("keys()", 0);
                context.budget().elements(map.size());
                return new View("keys", new ArrayList<>(map.keySet()));
              };
          case "values" ->
              (context, arguments) -> {
                arguments.bind("values()", 0);
                context.budget().elements(map.size());
                return new View("values", new ArrayList<>(map.values()));
              };
          case "copy" ->
              (context, arguments) -> {
                arguments.bind("copy()", 0);
                context.budget().elements(3L * map.size());
                return new LinkedHashMap<Object, Object>(map);
              };
          default -> null;
        };
    return Optional.ofNullable(method);
  }

  static List<Object> items(Context context, Map<?, ?> map) {
    context.budget().elements(3L * map.size());
    List<Object> items = new ArrayList<>(map.size());
    map.forEach((key, value) -> items.add(Tuple.of(key, value)));
    return items;
  }

  static Optional<Object> of(List<Object> items, boolean list, String name) {
    if (list && CHANGING_LIST.contains(name)) {
      return Optional.of(unsafe("list", name));
    }
    Callable method =
        switch (name) {
          case "index" -> (context, arguments) -> index(context, items, arguments);
          case "count" ->
              (context, arguments) -> {
                Object wanted = arguments.bind("count()", 1, "value").get(0);
                long count = 0;
                for (Object item : items) {
                  count += Comparisons.same(context, item, wanted) ? 1 : 0;
                }
                return count;
              };
          case "copy" -> list ? (context, arguments) -> copy(context, items, arguments) : null;
          default -> null;
        };
    return Optional.ofNullable(method);
  }

  private static Object copy(Context context, List<Object> items, Arguments arguments) {
    arguments.bind("copy()", 0);
    context.budget().elements(items.size());
    return new ArrayList<>(items);
  }

  private static Object index(Context context, List<Object> items, Arguments arguments) {
    Object wanted = arguments.bind("index()", 1, "value").get(0);
    for (int i = 0; i < items.size(); i++) {
      if (Comparisons.same(context, items.get(i), wanted)) {
        return (long) i;
      }
    }
    throw new TemplateException("the " + Values.type(wanted) + " is not in list");
  }

  private static Undefined unsafe(String type, String name) {
    return new Undefined(
        "access to attribute '%s' of '%s' object is unsafe.".formatted(name, type));
  }
}
