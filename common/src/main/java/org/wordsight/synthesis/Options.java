package org.wordsight.synthesis;

import java.util.List;
import java.util.OptionalInt;

/**
 * The options of an item.
 *
 * @param texts without labels
 * @param firstNumber the number of the first option, 0 or 1, if the options are numbered
 */
record Options(List<String> texts, OptionalInt firstNumber) {
  Options {
    texts = List.copyOf(texts);
  }

  static Options unnumbered(List<String> texts) {
    return new Options(texts, OptionalInt.empty());
  }
}
