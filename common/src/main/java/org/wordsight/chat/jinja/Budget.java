package org.wordsight.chat.jinja;

/**
 * Bounds what one rendering may cost: a template is input, and comes with a checkpoint from
 * anywhere. A chat of a million characters uses a few percent of it.
 */
final class Budget {
  /** Characters of the output, or of any one string. */
  static final long MAXIMUM_TEXT = 1L << 24;

  /** Steps of evaluation, characters made and list elements made (weighted) together. */
  private static final long MAXIMUM_WORK = 100_000_000L;

  private static final long ELEMENT_WEIGHT = 16;
  private static final int MAXIMUM_DEPTH = 150;

  private long work;
  private int depth;

  void step() {
    spend(1);
  }

  void elements(long count) {
    spend(Math.multiplyHigh(count, ELEMENT_WEIGHT) != 0 ? MAXIMUM_WORK : count * ELEMENT_WEIGHT);
  }

  /** Asks for a string of this length before it is made. */
  void text(long length) {
    if (length > MAXIMUM_TEXT) {
      throw new TemplateException("it makes a text of more than " + MAXIMUM_TEXT + " characters");
    }
    spend(length);
  }

  void enter() {
    if (++depth > MAXIMUM_DEPTH) {
      throw new TemplateException(
          "its macros call each other more than " + MAXIMUM_DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  private void spend(long amount) {
    work += amount;
    if (work > MAXIMUM_WORK) {
      throw new TemplateException("it does not end within " + MAXIMUM_WORK + " steps");
    }
  }
}
