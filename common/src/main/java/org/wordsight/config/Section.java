package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One mapping of the run file while a record is read from it. Each method reads one key: it checks
 * the value, notes a problem with path, line, value and rule, and remembers the key and its
 * resolved value. After a problem it gives some harmless value, because the problems end the
 * reading anyway.
 */
final class Section {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path runFolder;
  private final String path;
  private final Source source;
  private final Map<String, YamlNode> entries;
  private final Problems problems;
  private final Resolved resolved;
  private final Map<String, Optional<Section>> known = new LinkedHashMap<>();

  Section(
      Path runFolder, String path, YamlNode.Mapping mapping, Problems problems, Resolved resolved) {
    this.runFolder = runFolder;
    this.path = path;
    this.source = mapping.source();
    this.entries = mapping.entries();
    this.problems = problems;
    this.resolved = resolved;
  }

  boolean has(String key) {
    return look(key).isPresent();
  }

  /** The mapping under {@code key}; an empty one where the key is absent. */
  Section section(String key) {
    YamlNode.Mapping mapping = new YamlNode.Mapping(source, Map.of());
    Optional<YamlNode> node = look(key);
    if (node.isPresent()) {
      if (node.get() instanceof YamlNode.Mapping found) {
        mapping = found;
      } else {
        problem(key, "a mapping of keys");
      }
    }

    Section section = new Section(runFolder, pathOf(key), mapping, problems, resolved.child(key));
    known.put(key, Optional.of(section));
    return section;
  }

  String text(String key, String standard) {
    return remember(key, scalar(key, "a text").orElse(standard));
  }

  Optional<String> optionalText(String key) {
    Optional<String> text = scalar(key, "a text");
    remember(key, text.orElse(null));
    return text;
  }

  String requiredText(String key) {
    require(key, "a text");
    return text(key, "");
  }

  int whole(String key, int standard, Range range) {
    return (int) wholeNumber(key, standard, range, Integer.MAX_VALUE);
  }

  long wholeLong(String key, long standard, Range range) {
    return wholeNumber(key, standard, range, Long.MAX_VALUE);
  }

  OptionalInt optionalWhole(String key, Range range) {
    if (!has(key)) {
      remember(key, null);
      return OptionalInt.empty();
    }

    return OptionalInt.of(whole(key, 1, range));
  }

  double number(String key, double standard, Range range) {
    Optional<String> text = scalar(key, range.words());
    double number = text.map(Numbers::parse).orElse(OptionalDouble.of(standard)).orElse(Double.NaN);
    if (text.isPresent() && !range.holds().test(number)) {
      problem(key, range.words());
    }

    return remember(key, number);
  }

  OptionalDouble optionalNumber(String key, Range range) {
    if (!has(key)) {
      remember(key, null);
      return OptionalDouble.empty();
    }

    return OptionalDouble.of(number(key, 1, range));
  }

  /** True or false, false by default; no part of what identifies the run. */
  boolean addition(String key) {
    Optional<String> text = scalar(key, "true or false");
    if (text.isPresent() && !text.get().matches("true|false")) {
      problem(key, "true or false");
    }

    boolean added = text.map("true"::equals).orElse(false);
    resolved.putOutsideIdentity(key, JSON.valueToTree(added));
    return added;
  }

  <E extends Enum<E>> E choice(String key, E standard) {
    Choices<E> choices = Choices.of(standard.getDeclaringClass());
    Optional<String> text = scalar(key, choices.words());
    if (text.isPresent() && choices.find(text.get()).isEmpty()) {
      problem(key, choices.words());
    }

    E choice = text.flatMap(choices::find).orElse(standard);
    remember(key, Choices.word(choice));
    return choice;
  }

  <E extends Enum<E>> List<E> choices(String key, Class<E> type, List<E> standard) {
    Choices<E> choices = Choices.of(type);
    List<E> chosen = list(key, "a list of " + choices.listed(), choices::find, standard);
    if (chosen.stream().distinct().count() < chosen.size()) {
      problem(key, "each once");
    }

    remember(key, chosen.stream().map(Choices::word).toList());
    return chosen;
  }

  List<Integer> wholes(String key, List<Integer> standard, Range range) {
    List<Integer> numbers =
        list(
            key,
            "a list, each " + range.words(),
            text -> Optional.of(text).filter(t -> inRange(t, range)).map(Integer::valueOf),
            standard);
    return remember(key, numbers);
  }

  /** A local file or folder, resolved; in the run's identity relative to the run file's folder. */
  String requiredFile(String key) {
    require(key, "a path");
    return optionalFile(key).orElse("");
  }

  Optional<String> optionalFile(String key) {
    Optional<String> file = scalar(key, "a path").map(text -> resolvedFile(key, text));
    JsonNode identity =
        JSON.valueToTree(file.map(f -> runFolder.relativize(Path.of(f)).toString()).orElse(null));
    resolved.put(key, JSON.valueToTree(file.orElse(null)), identity);
    return file;
  }

  /** Where results go, a URI or an absolute path: no part of what identifies the run. */
  String requiredPlace(String key) {
    require(key, "a path or a URI");
    return place(key, "");
  }

  String place(String key, String standard) {
    String text = scalar(key, "a path or a URI").orElse(standard);
    String place = Locations.hasScheme(text) ? text : absolute(key, text).toString();
    resolved.putOutsideIdentity(key, JSON.valueToTree(place));
    return place;
  }

  /** Notes that the value of {@code key} breaks a rule that the key's own type does not know. */
  void problem(String key, String expected) {
    Optional<YamlNode> node = look(key);
    String seen = node.map(n -> "is " + n.shown()).orElse("is not given");
    problems.add(
        pathOf(key), node.map(YamlNode::source).orElse(source), seen + ", expected " + expected);
  }

  /** Notes that the value of {@code key} asks for what this version cannot do. */
  void unavailable(String key, String allowed) {
    YamlNode node = look(key).orElseThrow();
    problems.add(
        pathOf(key),
        node.source(),
        "is " + node.shown() + ": not available in this version, expected " + allowed);
  }

  /** Notes every key that nobody asked for, here and below. */
  void refuseUnknownKeys() {
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

    known.values().stream().flatMap(Optional::stream).forEach(Section::refuseUnknownKeys);
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The node under {@code key}; an explicit null counts as absent. */
  private Optional<YamlNode> look(String key) {
    known.putIfAbsent(key, Optional.empty());
    return Optional.ofNullable(entries.get(key)).filter(n -> !(n instanceof YamlNode.Nothing));
  }

  private Optional<String> scalar(String key, String expected) {
    Optional<YamlNode> node = look(key);
    if (node.isPresent() && !(node.get() instanceof YamlNode.Scalar)) {
      problem(key, expected);
    }

    return node.filter(YamlNode.Scalar.class::isInstance).map(n -> ((YamlNode.Scalar) n).text());
  }

  private void require(String key, String what) {
    if (!has(key)) {
      problem(key, what);
    }
  }

  private long wholeNumber(String key, long standard, Range range, long largest) {
    Optional<String> text = scalar(key, range.words());
    if (text.isEmpty()) {
      return remember(key, standard);
    }

    OptionalLong number = Numbers.parseWhole(text.get());
    if (number.isEmpty() || !range.holds().test(number.getAsLong())) {
      problem(key, range.words());
    } else if (number.getAsLong() > largest) {
      problem(key, "at most " + largest);
    }

    return remember(key, number.orElse(standard));
  }

  private <T> List<T> list(
      String key, String words, Function<String, Optional<T>> parse, List<T> standard) {
    Optional<YamlNode> node = look(key);
    if (node.isEmpty()) {
      return standard;
    }

    if (!(node.get() instanceof YamlNode.Items items)) {
      problem(key, words);
      return standard;
    }

    List<T> values = new ArrayList<>();
    for (YamlNode item : items.nodes()) {
      Optional<T> value =
          Stream.of(item)
              .filter(YamlNode.Scalar.class::isInstance)
              .map(n -> ((YamlNode.Scalar) n).text())
              .findFirst()
              .flatMap(parse);
      if (value.isPresent()) {
        values.add(value.get());
      } else {
        problems.add(
            pathOf(key) + "[" + items.nodes().indexOf(item) + "]",
            item.source(),
            "is " + item.shown() + ", expected " + words);
      }
    }

    return List.copyOf(values);
  }

  private String resolvedFile(String key, String text) {
    if (Locations.hasScheme(text) && !text.startsWith("file:")) {
      unavailable(key, "a local path");
      return runFolder.toString();
    }

    return absolute(key, text.startsWith("file:") ? Locations.pathOf(text) : text).toString();
  }

  private Path absolute(String key, String text) {
    Path base = look(key).map(n -> n.source().base()).orElse(runFolder);
    return base.resolve(text).normalize();
  }

  private <T> T remember(String key, T value) {
    resolved.put(key, JSON.valueToTree(value));
    return value;
  }

  private static boolean inRange(String text, Range range) {
    OptionalLong number = Numbers.parseWhole(text);
    return number.isPresent()
        && number.getAsLong() <= Integer.MAX_VALUE
        && range.holds().test(number.getAsLong());
  }
}
