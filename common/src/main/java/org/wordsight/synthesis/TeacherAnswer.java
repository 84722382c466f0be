package org.wordsight.synthesis;

import java.io.Serializable;
import java.util.Locale;
import org.wordsight.money.Usage;

/**
 * The teacher's answer to one request.
 *
 * @param text the answer without special tokens and without reasoning
 * @param facts the facts that an endpoint gives beside the text, as one JSON object, such as the
 *     model's version and log-probabilities; empty if it gives none
 */
public record TeacherAnswer(String text, Outcome outcome, Usage usage, String facts)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The reason why the answer ends; the table has its text. */
  public enum Outcome {
    /** The teacher ended its turn. */
    STOPPED,
    /** The answer reached the most tokens allowed, and may be cut off. */
    LENGTH,
    /** The teacher refused to answer. */
    REFUSED,
    /** The endpoint's filter ended the answer. */
    FILTERED;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
