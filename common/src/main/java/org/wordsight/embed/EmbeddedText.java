package org.wordsight.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.wordsight.data.Question;

/** A question as one text for embedders. */
public final class EmbeddedText {
  private EmbeddedText() {}

  /**
   * Situation and question, a line each. Options are left out, since different questions often have
   * the same options and would look similar. Answer and rationale are left out too.
   */
  public static String of(Question question) {
    return question.situation() + "\n" + question.question();
  }

  /** The text with a question mark for each half of a surrogate pair that stands alone. */
  static String encodable(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
