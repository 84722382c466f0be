package org.wordsight.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The keys of one mapping of the run file. This class remembers which keys were read, and writes
 * problems with path, line, value and rule.
 */
final class Keys {
  private final String path;
  private final Source source;
  private final Map<String, YamlNode> entries;
  private final Problems problems;

  /** The keys that were read, with those below them. */
  private final Map<String, List<Keys>> known = new LinkedHashMap<>();

  Keys(String path, YamlNode.Mapping mapping, Problems problems) {
    this.path = path;
    this.source = mapping.source();
    this.entries = mapping.entries();
    this.problems = problems;
  }

  /** The keys of the mapping under {@code key}; empty if it is absent. */
  Keys below(String key) {
    YamlNode.Mapping mapping = new YamlNode.Mapping(source, Map.of());
    Optional<YamlNode> node = look(key);
    if (node.isPresent()) {
      if (node.get() instanceof YamlNode.Mapping found) {
        mapping = found;
      } else {
        problem(key, "a mapping of keys");
      }
    }

    Keys keys = new Keys(pathOf(key), mapping, problems);
    known.put(key, List.of(keys));
    return keys;
  }

  /** The keys of each mapping in the list under {@code key}; none if it is absent. */
  List<Keys> each(String key, String expected) {
    List<Keys> each = new ArrayList<>();
    Optional<YamlNode> node = look(key);
    if (node.isPresent() && node.get() instanceof YamlNode.Items items) {
      for (YamlNode item : items.nodes()) {
        if (item instanceof YamlNode.Mapping mapping) {
          each.add(new Keys(pathOf(key) + "[" + each.size() + "]", mapping, problems));
        }
      }
      if (each.size() < items.nodes().size()) {
        problem(key, expected);
      }
    } else if (node.isPresent()) {
      problem(key, expected);
    }

    known.put(key, List.copyOf(each));
    return List.copyOf(each);
  }

  /**
   * The items of a list that holds words and mappings.
   *
   * @param word reads a word; absent if the word is not known
   * @param mapping reads a mapping
   */
  <T> List<T> wordsAndMappings(
      String key,
      String expected,
      Function<String, Optional<T>> word,
      Function<Keys, T> mapping,
      List<T> standard) {
    Optional<YamlNode> node = look(key);
    if (node.isEmpty()) {
      return standard;
    }

    if (!(node.get() instanceof YamlNode.Items items)) {
      problem(key, expected);
      return standard;
    }

    List<T> values = new ArrayList<>();
    List<Keys> mappings = new ArrayList<>();
    for (int i = 0; i < items.nodes().size(); i++) {
      YamlNode item = items.nodes().get(i);
      String place = pathOf(key) + "[" + i + "]";
      if (item instanceof YamlNode.Mapping found) {
        Keys keys = new Keys(place, found, problems);
        mappings.add(keys);
        values.add(mapping.apply(keys));
        continue;
      }

      Optional<T> value = text(item).flatMap(word);
      value.ifPresent(values::add);
      if (value.isEmpty()) {
        problems.add(place, item.source(), seen(item, false) + ", expected " + expected);
      }
    }

    known.put(key, List.copyOf(mappings));
    return List.copyOf(values);
  }

  /** The node under {@code key}; an explicit null counts as absent. */
  Optional<YamlNode> look(String key) {
    known.putIfAbsent(key, List.of());
    return Optional.ofNullable(entries.get(key)).filter(n -> !(n instanceof YamlNode.Nothing));
  }

  /** The text under {@code key}; a problem if it is a list or a mapping. */
  Optional<String> scalar(String key, String expected) {
    Optional<YamlNode> node = look(key);
    if (node.isPresent() && !(node.get() instanceof YamlNode.Scalar)) {
      problem(key, expected);
    }

    return node.flatMap(Keys::text);
  }

  /** The items under {@code key}; a problem for each that cannot be parsed. */
  <T> List<T> list(
      String key, String expected, Function<String, Optional<T>> parse, List<T> standard) {
    return list(key, expected, parse, text -> false, standard);
  }

  /**
   * The same with texts that may be secrets.
   *
   * @param hidden whether a text that cannot be parsed is not shown
   */
  <T> List<T> list(
      String key,
      String expected,
      Function<String, Optional<T>> parse,
      Predicate<String> hidden,
      List<T> standard) {
    Optional<YamlNode> node = look(key);
    if (node.isEmpty()) {
      return standard;
    }

    if (!(node.get() instanceof YamlNode.Items items)) {
      problem(key, expected, node.flatMap(Keys::text).filter(hidden).isPresent());
      return standard;
    }

    List<T> values = new ArrayList<>();
    for (int i = 0; i < items.nodes().size(); i++) {
      YamlNode item = items.nodes().get(i);
      Optional<T> value = text(item).flatMap(parse);
      if (value.isPresent()) {
        values.add(value.get());
      } else {
        problems.add(
            pathOf(key) + "[" + i + "]",
            item.source(),
            seen(item, text(item).filter(hidden).isPresent()) + ", expected " + expected);
      }
    }

    return List.copyOf(values);
  }

  /**
   * The texts of the mapping under {@code key}, whose names are not fixed.
   *
   * @param problem the fault of a name or its text, if there is one
   */
  Map<String, String> texts(
      String key, BiFunction<String, String, Optional<Section.TextProblem>> problem) {
    Optional<YamlNode> node = look(key);
    if (node.isEmpty()) {
      return Map.of();
    }

    if (!(node.get() instanceof YamlNode.Mapping mapping)) {
      problem(key, "a mapping of names to texts");
      return Map.of();
    }

    Map<String, String> texts = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (name, value) -> {
              String text = text(value).orElse("");
              problem
                  .apply(name, text)
                  .ifPresent(
                      found ->
                          problems.add(
                              pathOf(key) + "." + name,
                              value.source(),
                              seen(value, found.hidden()) + ", expected " + found.expected()));
              texts.put(name, text);
            });
    return texts;
  }

  /** Whether {@code key} has a value. A mapping counts if it has a value at any depth. */
  boolean hasValueBelow(String key) {
    return look(key).filter(Keys::holdsValue).isPresent();
  }

  private static boolean holdsValue(YamlNode node) {
    return node instanceof YamlNode.Mapping mapping
        ? mapping.entries().values().stream().anyMatch(Keys::holdsValue)
        : !(node instanceof YamlNode.Nothing);
  }

  private static String seen(YamlNode node, boolean hidden) {
    return hidden ? "holds what may be a secret (not shown)" : "is " + node.shown();
  }

  private static Optional<String> text(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  /** Notes that the value of {@code key} breaks a rule. */
  void problem(String key, String expected) {
    problem(key, expected, false);
  }

  /**
   * The same with a value that may be a secret.
   *
   * @param hidden whether the value is not shown
   */
  void problem(String key, String expected, boolean hidden) {
    Optional<YamlNode> node = look(key);
    String seen = node.map(n -> seen(n, hidden)).orElse("is not given");
    problems.add(
        pathOf(key), node.map(YamlNode::source).orElse(source), seen + ", expected " + expected);
  }

  /** Whether {@code key} is in the file and {@code other} was set on the command line. */
  boolean isOverruled(String key, String other) {
    return look(key).map(YamlNode::source).filter(Source.Line.class::isInstance).isPresent()
        && look(other)
            .map(YamlNode::source)
            .filter(Source.CommandLine.class::isInstance)
            .isPresent();
  }

  /** Notes every key that was not read, in this mapping and below it. */
  void refuseUnknown() {
    for (Map.Entry<String, YamlNode> entry : entries.entrySet()) {
      if (!known.containsKey(entry.getKey())) {
        String advice =
            Closest.to(entry.getKey(), known.keySet())
                .map(closest -> "did you mean " + closest + "?")
                .orElse("known here: " + String.join(", ", known.keySet()));
        problems.add(
            pathOf(entry.getKey()), entry.getValue().source(), "is not a known key; " + advice);
      }
    }

    known.values().stream().flatMap(List::stream).forEach(Keys::refuseUnknown);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
