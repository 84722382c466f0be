package org.wordsight.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** An enum's constants as words of a run file: {@code LETTER_AND_TEXT} is letter-and-text. */
record Choices<E extends Enum<E>>(List<E> constants) {
  static <E extends Enum<E>> Choices<E> of(Class<E> type) {
    return new Choices<>(List.of(type.getEnumConstants()));
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Optional<E> find(String word) {
    return constants.stream().filter(constant -> word(constant).equals(word)).findFirst();
  }

  String words() {
    return constants.size() == 1 ? listed() : "one of " + listed();
  }

  String listed() {
    return constants.stream().map(Choices::word).collect(Collectors.joining(", "));
  }
}
