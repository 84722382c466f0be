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
 * One mapping of the run file while a record is read from it. Each method reads one key: it checks
 * the value, notes a problem and remembers the resolved value. After a problem it gives some
 * harmless value, because the problems end the reading anyway.
 */
final class Section {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path runFolder;
  private final Keys keys;
  private final Resolved resolved;

  Section(Path runFolder, Keys keys, Resolved resolved) {
    this.runFolder = runFolder;
    this.keys = keys;
    this.resolved = resolved;
  }

  boolean has(String key) {
    return keys.look(key).isPresent();
  }

  /** The mapping under {@code key}; an empty one where the key is absent. */
  Section section(String key) {
    return new Section(runFolder, keys.below(key), resolved.child(key));
  }

  String text(String key, String standard) {
    return remember(key, keys.scalar(key, "a text").orElse(standard));
  }

  Optional<String> optionalText(String key) {
    Optional<String> text = keys.scalar(key, "a text");
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
    Optional<String> text = keys.scalar(key, range.words());
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
    Optional<String> text = keys.scalar(key, "true or false");
    if (text.isPresent() && !text.get().matches("true|false")) {
      problem(key, "true or false");
    }

    boolean added = text.map("true"::equals).orElse(false);
    resolved.putOutsideIdentity(key, JSON.valueToTree(added));
    return added;
  }

  <E extends Enum<E>> E choice(String key, E standard) {
    Choices<E> choices = Choices.of(standard.getDeclaringClass());
    Optional<String> text = keys.scalar(key, choices.words());
    if (text.isPresent() && choices.find(text.get()).isEmpty()) {
      problem(key, choices.words());
    }

    E choice = text.flatMap(choices::find).orElse(standard);
    remember(key, Choices.word(choice));
    return choice;
  }

  <E extends Enum<E>> List<E> choices(String key, Class<E> type, List<E> standard) {
    Choices<E> choices = Choices.of(type);
    List<E> chosen = keys.list(key, "a list of " + choices.listed(), choices::find, standard);
    if (chosen.stream().distinct().count() < chosen.size()) {
      problem(key, "each once");
    }

    remember(key, chosen.stream().map(Choices::word).toList());
    return chosen;
  }

  List<Integer> wholes(String key, List<Integer> standard, Range range) {
    List<Integer> numbers =
        keys.list(
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
    Optional<String> file = keys.scalar(key, "a path").map(text -> resolvedFile(key, text));
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
    String text = keys.scalar(key, "a path or a URI").orElse(standard);
    String place = Locations.hasScheme(text) ? text : absolute(key, text).toString();
    resolved.putOutsideIdentity(key, JSON.valueToTree(place));
    return place;
  }

  /** Notes that the value of {@code key} breaks a rule that the key's own type does not know. */
  void problem(String key, String expected) {
    keys.problem(key, expected);
  }

  /** Notes that the value of {@code key} asks for what this version cannot do. */
  void unavailable(String key, String allowed) {
    keys.unavailable(key, allowed);
  }

  private void require(String key, String what) {
    if (!has(key)) {
      problem(key, what);
    }
  }

  private long wholeNumber(String key, long standard, Range range, long largest) {
    Optional<String> text = keys.scalar(key, range.words());
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

  private String resolvedFile(String key, String text) {
    if (Locations.hasScheme(text) && !text.startsWith("file:")) {
      unavailable(key, "a local path");
      return runFolder.toString();
    }

    return absolute(key, text.startsWith("file:") ? Locations.pathOf(text) : text).toString();
  }

  private Path absolute(String key, String text) {
    Path base = keys.look(key).map(n -> n.source().base()).orElse(runFolder);
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
