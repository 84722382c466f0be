package org.wordsight.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.data.Question;
import org.wordsight.dedup.Words;

/** A question as one text for embedders. */
public final class EmbeddedText {
  private EmbeddedText() {}

  /**
   * Situation, question and options, a line each. Options are sorted by their normalised words, so
   * that their order makes no difference. Answer and rationale are left out.
   */
  public static String of(Question question) {
    return Stream.concat(
            Stream.of(question.situation(), question.question()),
            question.options().stream()
                .sorted(
                    Comparator.<String, String>comparing(option -> Words.of(option).joined())
                        .thenComparing(Comparator.naturalOrder())))
        .collect(Collectors.joining("\n"));
  }

  /** The text with a question mark for each half of a surrogate pair that stands alone. */
  static String encodable(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
