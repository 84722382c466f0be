package org.wordsight.synthesis;

import java.io.Serializable;
import java.util.Locale;

/**
 * What a teacher gave for one request.
 *
 * @param text decoded without special tokens
 * @param promptTokens tokens that it read
 * @param completionTokens tokens that it wrote, an end-of-turn token included
 * @param costDollars 0 for a checkpoint of one's own
 */
public record TeacherAnswer(
    String text, Outcome outcome, int promptTokens, int completionTokens, double costDollars)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Why the answer ends; its text stands in the table. */
  public enum Outcome {
    /** The teacher ended its turn. */
    STOPPED,
    /** It reached the most tokens allowed, and may be cut off. */
    LENGTH;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
