package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One mapping of the run file, from which a record is read. Each method reads one key and is told
 * what the key decides. It checks the value, notes a problem and remembers the resolved value.
 * After a problem it returns a harmless value, because the problems end the reading anyway.
 */
final class Section {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NO_CONTROL_CHARACTERS = "[^\\p{Cntrl}\u2028\u2029]*";

  private final RunPlace place;
  private final Keys keys;
  private final Resolved resolved;

  Section(RunPlace place, Keys keys, Resolved resolved) {
    this.place = place;
    this.keys = keys;
    this.resolved = resolved;
  }

  boolean has(String key) {
    return keys.look(key).isPresent();
  }

  /** The mapping under {@code key}; an empty one where the key is absent. */
  Section section(String key) {
    return new Section(place, keys.below(key), resolved.child(key));
  }

  /** A text of one line. */
  String line(KeyKind kind, String key, String standard) {
    String text = keys.scalar(key, "a text").orElse(standard);
    if (!isLine(text)) {
      problem(key, "a text of one line and at most 200 characters");
    }

    return remember(kind, key, text);
  }

  private static boolean isLine(String text) {
    return !text.isBlank() && text.length() <= 200 && text.matches(NO_CONTROL_CHARACTERS);
  }

  Optional<String> optionalText(KeyKind kind, String key) {
    Optional<String> text = keys.scalar(key, "a text");
    remember(kind, key, text.orElse(null));
    return text;
  }

  int whole(KeyKind kind, String key, int standard, Range range) {
    return Math.toIntExact(wholeLong(kind, key, standard, range));
  }

  /** A whole number; {@code standard} where there is a problem. */
  long wholeLong(KeyKind kind, String key, long standard, Range range) {
    Optional<String> text = keys.scalar(key, range.words());
    OptionalLong number = text.map(Numbers::parseWhole).orElse(OptionalLong.of(standard));
    boolean holds = number.isPresent() && range.holds().test(number.getAsLong());
    if (text.isPresent() && !holds) {
      problem(key, range.words());
    }

    long value = holds ? number.getAsLong() : standard;
    resolved.putNumber(kind, key, JSON.valueToTree(value), range);
    return value;
  }

  OptionalInt optionalWhole(KeyKind kind, String key, Range range) {
    if (!has(key)) {
      resolved.putNumber(kind, key, JSON.nullNode(), range);
      return OptionalInt.empty();
    }

    return OptionalInt.of(whole(kind, key, 1, range));
  }

  double number(KeyKind kind, String key, double standard, Range range) {
    Optional<String> text = keys.scalar(key, range.words());
    OptionalDouble number = text.map(Numbers::parse).orElse(OptionalDouble.of(standard));
    boolean holds = number.isPresent() && range.holds().test(number.getAsDouble());
    if (text.isPresent() && !holds) {
      problem(key, range.words());
    }

    double value = holds ? number.getAsDouble() : standard;
    resolved.putNumber(kind, key, JSON.valueToTree(value), range);
    return value;
  }

  /**
   * A seed: a whole number, or the word {@code date}, which means the digits of the run's date
   * ({@code 20260131}).
   */
  long datedSeed(KeyKind kind, String key, long standard) {
    Range seeds = new Range(Range.seed().words() + ", or date", Range.seed().holds());
    boolean dated =
        keys.look(key)
            .filter(node -> node instanceof YamlNode.Scalar text && text.text().equals("date"))
            .isPresent();
    if (!dated) {
      return wholeLong(kind, key, standard, seeds);
    }

    place.useDate();
    long seed =
        place.date().getYear() * 10_000L
            + place.date().getMonthValue() * 100L
            + place.date().getDayOfMonth();
    resolved.putNumber(kind, key, JSON.valueToTree(seed), seeds);
    return seed;
  }

  /** True or false, false by default. */
  boolean yesOrNo(KeyKind kind, String key) {
    Optional<String> text = keys.scalar(key, "true or false");
    if (text.isPresent() && !text.get().matches("true|false")) {
      problem(key, "true or false");
    }

    return remember(kind, key, text.map("true"::equals).orElse(false));
  }

  <E extends Enum<E>> E choice(KeyKind kind, String key, E standard) {
    Choices<E> choices = Choices.of(standard.getDeclaringClass());
    Optional<String> text = keys.scalar(key, choices.words());
    if (text.isPresent() && choices.find(text.get()).isEmpty()) {
      problem(key, choices.words());
    }

    E choice = text.flatMap(choices::find).orElse(standard);
    remember(kind, key, Choices.word(choice));
    return choice;
  }

  <E extends Enum<E>> List<E> choices(KeyKind kind, String key, Class<E> type, List<E> standard) {
    Choices<E> choices = Choices.of(type);
    List<E> chosen = keys.list(key, "a list of " + choices.listed(), choices::find, standard);
    if (chosen.stream().distinct().count() < chosen.size()) {
      problem(key, "each once");
    }

    remember(kind, key, chosen.stream().map(Choices::word).toList());
    return chosen;
  }

  List<Integer> wholes(KeyKind kind, String key, List<Integer> standard, Range range) {
    List<Integer> numbers =
        keys.list(key, "a list, each " + range.words(), text -> whole(text, range), standard);
    resolved.putNumber(kind, key, JSON.valueToTree(numbers), range);
    return numbers;
  }

  /** The mappings of a list. What is read in them is not a key of its own. */
  List<Section> each(String key, String expected) {
    return keys.each(key, expected).stream()
        .map(mapping -> new Section(place, mapping, Resolved.empty()))
        .toList();
  }

  /** Texts of one line, as {@link #line} allows them; part of a key that is remembered whole. */
  List<String> lines(String key) {
    return keys.list(
        key,
        "a list of texts, each of one line and at most 200 characters",
        text -> Optional.of(text).filter(Section::isLine),
        List.of());
  }

  /** Numbers; part of a key that is remembered whole. */
  List<Double> numbers(String key, Range range) {
    return keys.list(
        key,
        "a list, each " + range.words(),
        text -> Numbers.parse(text).stream().filter(range.holds()).boxed().findFirst(),
        List.of());
  }

  /** Remembers a value that has another form in the identity. */
  void rememberAs(KeyKind kind, String key, JsonNode value, String identity) {
    resolved.put(kind, key, value, identity);
  }

  private static Optional<Integer> whole(String text, Range range) {
    OptionalLong number = Numbers.parseWhole(text);
    return number.isPresent() && range.holds().test(number.getAsLong())
        ? Optional.of(Math.toIntExact(number.getAsLong()))
        : Optional.empty();
  }

  /**
   * A file or folder that the run reads. The identity has its path relative to the run file's
   * folder. The content decides the result, but is not known here.
   */
  Location input(String key) {
    require(key, "a path");
    return optionalInput(key).orElse(harmless());
  }

  Optional<Location> optionalInput(String key) {
    Optional<Location> input = location(key);
    resolved.put(
        KeyKind.RESULT,
        key,
        JSON.valueToTree(input.map(Location::text).orElse(null)),
        input.map(this::relative).orElse("null"));
    return input;
  }

  private String relative(Location location) {
    return location.isLocal()
        ? place.folder().relativize(location.localPath()).toString()
        : location.text();
  }

  /** A folder whose name is the name of its content. */
  Location namedFolder(String key) {
    require(key, "a path");
    return optionalNamedFolder(key).orElse(harmless());
  }

  Optional<Location> optionalNamedFolder(String key) {
    Optional<Location> named = location(key);
    if (named.isPresent() && named.get().name().isEmpty()) {
      problem(key, "a folder with a name of its own");
    }

    resolved.put(
        KeyKind.NAMED_FOLDER,
        key,
        JSON.valueToTree(named.map(Location::text).orElse(null)),
        named.map(Location::name).orElse("null"));
    return named;
  }

  /** A place for results. */
  Location output(String key) {
    require(key, "a path or a URI");
    return output(key, "");
  }

  Location output(String key, String standard) {
    Optional<Location> given = location(key);
    Location output = given.orElseGet(() -> Location.local(place.folder().resolve(standard)));
    remember(KeyKind.COMPUTATION, key, output.text());
    return output;
  }

  private Optional<Location> location(String key) {
    Optional<String> text = keys.scalar(key, "a path or a URI");
    Path base = keys.look(key).map(node -> node.source().base()).orElse(place.folder());
    try {
      return text.map(written -> LocationReader.read(written, base));
    } catch (IllegalArgumentException e) {
      problem(key, e.getMessage());
      return Optional.of(harmless());
    }
  }

  private Location harmless() {
    return Location.local(place.folder().resolve("none"));
  }

  /**
   * A key that another value of {@code choice} would use. It may be in the file where {@code --set}
   * chose otherwise. The other value can thus be tried without a change of the file.
   */
  void unused(KeyKind kind, String key, String choice, String why) {
    if (has(key) && has(choice) && !keys.isOverruled(key, choice)) {
      problem(key, "no such key: " + why);
    }

    remember(kind, key, null);
  }

  /** Notes that the value of {@code key} breaks a rule beyond the key's own type. */
  void problem(String key, String expected) {
    keys.problem(key, expected);
  }

  /** Notes that the value of {@code key} needs something that this version does not have. */
  void unavailable(String key, String allowed) {
    keys.unavailable(key, allowed);
  }

  /** A number that this version cannot use: any value but null is refused. */
  void unavailableNumber(KeyKind kind, String key, Range range) {
    if (has(key)) {
      unavailable(key, "null");
    }

    resolved.putNumber(kind, key, JSON.nullNode(), range);
  }

  private void require(String key, String what) {
    if (!has(key)) {
      problem(key, what);
    }
  }

  private <T> T remember(KeyKind kind, String key, T value) {
    JsonNode tree = JSON.valueToTree(value);
    resolved.put(kind, key, tree);
    return value;
  }
}
