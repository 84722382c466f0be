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
                Object value = map.get(Values.key(map, bound.get(0)));
                return value == null ? bound.get(1, None.NONE) : value;
              };
          case "items" -> (context, arguments) -> new View("items", items(context, map));
          case "keys" -> (context, arguments) -> new View("keys", new ArrayList<>(map.keySet()));
          case "values" ->
              (context, arguments) -> new View("values", new ArrayList<>(map.values()));
          case "copy" -> (context, arguments) -> new LinkedHashMap<Object, Object>(map);
          default -> null;
        };
    return Optional.ofNullable(method);
  }

  static List<Object> items(Context context, Map<?, ?> map) {
    context.budget().elements(map.size());
    List<Object> items = new ArrayList<>();
    map.forEach((key, value) -> items.add(Tuple.of(key, value)));
    return items;
  }

  static Optional<Object> of(List<Object> items, boolean list, String name) {
    if (list && CHANGING_LIST.contains(name)) {
      return Optional.of(unsafe("list", name));
    }
    Callable method =
        switch (name) {
          case "index" -> (context, arguments) -> index(items, arguments);
          case "count" ->
              (context, arguments) -> {
                Object wanted = arguments.bind("count()", 1, "value").get(0);
                return items.stream().filter(item -> Values.equal(item, wanted)).count();
              };
          case "copy" -> list ? (context, arguments) -> new ArrayList<>(items) : null;
          default -> null;
        };
    return Optional.ofNullable(method);
  }

  private static Object index(List<Object> items, Arguments arguments) {
    Object wanted = arguments.bind("index()", 1, "value").get(0);
    for (int i = 0; i < items.size(); i++) {
      if (Values.equal(items.get(i), wanted)) {
        return (long) i;
      }
    }
    throw new TemplateException(Representation.of(wanted) + " is not in list");
  }

  private static Undefined unsafe(String type, String name) {
    return new Undefined(
        "access to attribute '%s' of '%s' object is unsafe.".formatted(name, type));
  }
}
