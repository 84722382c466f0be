package org.wordsight.jobs.runtime;

/**
 * Makes text from a model or a file safe for a terminal. Some characters move the cursor, colour
 * the screen, change the direction of writing or are invisible. They are written as {@code \n},
 * {@code \r}, {@code \t} or <code>&#92;uXXXX</code>.
 */
public final class Printable {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private Printable() {}

  /** The text in one line. */
  public static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> append(out, c);
              }
            });
    return out.toString();
  }

  /** The text with its own lines and tabs, for messages and stack traces. */
  public static String lines(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '\t') {
                out.append((char) c);
              } else {
                append(out, c);
              }
            });
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    if (isShown(c)) {
      out.appendCodePoint(c);
    } else {
      for (char unit : Character.toChars(c)) {
        out.append("\\u%04x".formatted((int) unit));
      }
    }
  }

  /** Some scripts and emoji need joiners. */
  private static boolean isShown(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      case Character.FORMAT -> c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER;
      default -> true;
    };
  }
}
