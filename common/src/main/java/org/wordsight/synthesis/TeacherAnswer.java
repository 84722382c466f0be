package org.wordsight.synthesis;

import java.io.Serializable;
import java.util.Locale;

/**
 * The teacher's answer to one request.
 *
 * @param text the answer without special tokens
 * @param promptTokens tokens that the teacher read
 * @param completionTokens tokens that the teacher wrote, an end-of-turn token included
 * @param costDollars 0 for a checkpoint that we run
 */
public record TeacherAnswer(
    String text, Outcome outcome, int promptTokens, int completionTokens, double costDollars)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The reason why the answer ends; the table has its text. */
  public enum Outcome {
    /** The teacher ended its turn. */
    STOPPED,
    /** The answer reached the most tokens allowed, and may be cut off. */
    LENGTH;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
