package org.wordsight.chat.jinja;

/**
 * Bounds the cost of one rendering, since a template is input of unknown origin. Everything that
 * takes time or memory is charged here before it is done. A chat of a million characters uses a few
 * percent of the whole budget.
 */
final class Budget {
  /** Characters of the output, or of any one string. */
  static final int MAXIMUM_TEXT = 1 << 24;

  /**
   * Units of work: about one for each step, each new character, or four characters that are read.
   */
  static final long MAXIMUM_WORK = 100_000_000L;

  /**
   * The depth to which expressions, bodies, macro calls and values may be nested. In a measurement,
   * the deepest templates used less than half of a thread's stack of a megabyte.
   */
  static final int MAXIMUM_DEPTH = 600;

  private static final long ELEMENT_WEIGHT = 16;
  private static final long SCANNED_AT_ONCE = 4;
  private static final long LEVEL_WORK = 8;

  /**
   * The limits of one rendering.
   *
   * @param text characters of the output, or of any one string
   * @param work units; see {@link #MAXIMUM_WORK}
   */
  record Limits(int text, long work) {
    /** The limits of every chat template. */
    static final Limits STANDARD = new Limits(MAXIMUM_TEXT, MAXIMUM_WORK);
  }

  private final Limits limits;
  private long work;
  private int depth;

  Budget(Limits limits) {
    this.limits = limits;
  }

  void step() {
    work(1);
  }

  /** Charges units of work. */
  void work(long units) {
    work += Math.min(units, MAXIMUM_WORK + 1);
    if (work > limits.work()) {
      throw new TemplateException("it does not end within " + limits.work() + " steps");
    }
  }

  /** Charges the reading of so many characters. */
  void scan(long characters) {
    work(1 + characters / SCANNED_AT_ONCE);
  }

  /** Charges new list elements. */
  void elements(long count) {
    work(count > MAXIMUM_WORK ? MAXIMUM_WORK + 1 : 1 + count * ELEMENT_WEIGHT);
  }

  /** Charges a string of this length before it is made. */
  void text(long length) {
    requireText(length);
    work(Math.max(0, length));
  }

  /** Appends to a growing text, which must not become longer than a string may be. */
  void append(StringBuilder out, String text) {
    requireText((long) out.length() + text.length());
    work(text.length());
    out.append(text);
  }

  private void requireText(long length) {
    if (length > limits.text()) {
      throw new TemplateException("it makes a text of more than " + limits.text() + " characters");
    }
  }

  /** Goes one level deeper; {@link #leave} goes back. A failure ends the whole rendering. */
  void enter() {
    enter(1);
  }

  void enter(int levels) {
    depth += levels;
    if (depth > MAXIMUM_DEPTH) {
      throw new TemplateException(
          "its expressions, blocks, macros or values are nested more than "
              + MAXIMUM_DEPTH
              + " deep");
    }
    work(LEVEL_WORK);
  }

  void leave() {
    leave(1);
  }

  void leave(int levels) {
    depth -= levels;
  }
}
