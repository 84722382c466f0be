package org.wordsight.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One mapping of the run file, from which a record is read. Each method reads one key, and its
 * caller says what the key decides. The method checks the value, notes a problem and remembers the
 * resolved value. After a problem it returns a placeholder, because the problems end the reading
 * anyway.
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

  /** The same mapping, for keys that name files and folders. */
  SectionPlaces places() {
    return new SectionPlaces(place, keys, resolved);
  }

  boolean has(String key) {
    return keys.look(key).isPresent();
  }

  /** Whether the mapping under {@code key} has a value at any depth. */
  boolean hasValueBelow(String key) {
    return keys.hasValueBelow(key);
  }

  /** The length of the list under {@code key}; 0 if it is absent, -1 if it is no list. */
  int itemCount(String key) {
    return keys.look(key)
        .map(node -> node instanceof YamlNode.Items items ? items.nodes().size() : -1)
        .orElse(0);
  }

  /** The mapping under {@code key}; an empty mapping if the key is absent. */
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

  /** A text that is parsed. It is not shown if it may hold a secret. */
  Optional<URI> parsed(
      KeyKind kind, String key, Function<String, Optional<URI>> parse, String expected) {
    Optional<String> text = keys.scalar(key, expected);
    Optional<URI> parsed = text.flatMap(parse);
    if (text.isPresent() && parsed.isEmpty()) {
      keys.problem(key, expected, EndpointUrl.mayHoldSecret(text.get()));
    }

    remember(kind, key, parsed.map(URI::toString).orElse(null));
    return parsed;
  }

  List<URI> parsedList(
      KeyKind kind, String key, Function<String, Optional<URI>> parse, String expected) {
    List<URI> parsed = keys.list(key, expected, parse, EndpointUrl::mayHoldSecret, List.<URI>of());
    remember(kind, key, parsed.isEmpty() ? null : parsed.stream().map(URI::toString).toList());
    return parsed;
  }

  /**
   * A fault of a text in a mapping.
   *
   * @param hidden whether the text is not shown, since it may be a secret
   */
  record TextProblem(String expected, boolean hidden) {}

  /** A mapping from names, which the file chooses, to texts. */
  Map<String, String> texts(
      KeyKind kind, String key, BiFunction<String, String, Optional<TextProblem>> problem) {
    Map<String, String> texts = keys.texts(key, problem);
    remember(kind, key, texts.isEmpty() ? null : texts);
    return texts;
  }

  /** An amount of money in dollars; exact, with no zeros at its end. */
  Optional<BigDecimal> dollars(KeyKind kind, String key, Range range) {
    if (!has(key)) {
      resolved.putNumber(kind, key, JSON.nullNode(), range);
      return Optional.empty();
    }

    number(kind, key, 1, range);
    Optional<BigDecimal> amount =
        keys.scalar(key, range.words())
            .filter(text -> DecimalText.parse(text).isPresent())
            .map(text -> new BigDecimal(text.replace("_", "")).stripTrailingZeros());
    resolved.full().put(key, amount.orElse(BigDecimal.ONE));
    return amount;
  }

  int whole(KeyKind kind, String key, int standard, Range range) {
    return Math.toIntExact(wholeLong(kind, key, standard, range));
  }

  /** A whole number; {@code standard} if there is a problem. */
  long wholeLong(KeyKind kind, String key, long standard, Range range) {
    Optional<String> text = keys.scalar(key, range.words());
    OptionalLong number = text.map(DecimalText::parseWhole).orElse(OptionalLong.of(standard));
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

  OptionalDouble optionalNumber(KeyKind kind, String key, Range range) {
    if (!has(key)) {
      resolved.putNumber(kind, key, JSON.nullNode(), range);
      return OptionalDouble.empty();
    }

    return OptionalDouble.of(number(kind, key, 1, range));
  }

  double number(KeyKind kind, String key, double standard, Range range) {
    Optional<String> text = keys.scalar(key, range.words());
    OptionalDouble number = text.map(DecimalText::parse).orElse(OptionalDouble.of(standard));
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

  /** A choice without a default; absent if the key is absent. */
  <E extends Enum<E>> Optional<E> optionalChoice(KeyKind kind, String key, E harmless) {
    if (!has(key)) {
      remember(kind, key, null);
      return Optional.empty();
    }

    return Optional.of(choice(kind, key, harmless));
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

  /** The mappings of a list. Values inside them are no keys of the run file. */
  List<Section> each(String key, String expected) {
    return keys.each(key, expected).stream()
        .map(mapping -> new Section(place, mapping, Resolved.empty()))
        .toList();
  }

  /**
   * The items of a list that holds words and mappings. Values inside a mapping are no keys of the
   * run file.
   */
  <T> List<T> wordsAndMappings(
      String key,
      String expected,
      Function<String, Optional<T>> word,
      Function<Section, T> mapping,
      List<T> standard) {
    return keys.wordsAndMappings(
        key,
        expected,
        word,
        below -> mapping.apply(new Section(place, below, Resolved.empty())),
        standard);
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
        text -> DecimalText.parse(text).stream().filter(range.holds()).boxed().findFirst(),
        List.of());
  }

  /** Remembers a value that has another form in the identity. */
  void rememberAs(KeyKind kind, String key, JsonNode value, String identity) {
    resolved.put(kind, key, value, identity);
  }

  private static Optional<Integer> whole(String text, Range range) {
    OptionalLong number = DecimalText.parseWhole(text);
    return number.isPresent() && range.holds().test(number.getAsLong())
        ? Optional.of(Math.toIntExact(number.getAsLong()))
        : Optional.empty();
  }

  /**
   * A key that only another value of {@code choice} uses. It may be in the file if {@code --set}
   * made the choice. The other value can thus be tried without a change of the file.
   */
  void unused(KeyKind kind, String key, String choice, String why) {
    if (has(key) && has(choice) && !keys.isOverruled(key, choice)) {
      problem(key, "no such key: " + why);
    }

    remember(kind, key, null);
  }

  /** The same for a mapping. A mapping whose keys are all null counts as absent. */
  void unusedSection(KeyKind kind, String key, List<String> below, String choice, String why) {
    if (keys.hasValueBelow(key) && has(choice) && !keys.isOverruled(key, choice)) {
      problem(key, "no such key: " + why);
    }

    Resolved mapping = resolved.child(key);
    below.forEach(name -> mapping.put(kind, name, JSON.nullNode()));
  }

  /** Notes a problem with a value that may be a secret, without showing it. */
  void hiddenProblem(String key, String expected) {
    keys.problem(key, expected, true);
  }

  /** Notes that the value of {@code key} breaks a rule beyond the key's own type. */
  void problem(String key, String expected) {
    keys.problem(key, expected);
  }

  void require(String key, String what) {
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
