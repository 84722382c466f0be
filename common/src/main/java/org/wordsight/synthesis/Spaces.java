package org.wordsight.synthesis;

/**
 * Skips the characters between the parts of JSON: spaces, line breaks, also as {@code \n}, and
 * comments ({@code // …}, {@code # …}, {@code /* … *}{@code /}).
 */
final class Spaces {
  /**
   * The longest space and comment that are skipped when the reader looks ahead, so that this takes
   * little time.
   */
  private static final int FEW = 200;

  private Spaces() {}

  /** The place of the next character that is no space; the text's length if there is none. */
  static int skip(String text, int from) {
    return skip(text, from, text.length());
  }

  /** As {@link #skip}, but over a few characters at most. */
  static int skipFew(String text, int from) {
    return skip(text, from, Math.min(text.length(), from + FEW));
  }

  private static int skip(String text, int from, int limit) {
    int at = from;
    while (at < limit) {
      int next = afterOne(text, at, limit);
      if (next == at) {
        return at;
      }
      at = next;
    }
    return at;
  }

  /** The place after one space or comment; the same place if there is none. */
  private static int afterOne(String text, int at, int limit) {
    char c = text.charAt(at);
    if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff') {
      return at + 1;
    }
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    if (c == '\\' && "nrt".indexOf(next) >= 0) {
      return at + 2;
    }
    if (c == '#' || c == '/' && next == '/') {
      return after(text, "\n", at, limit);
    }
    return c == '/' && next == '*' ? after(text, "*/", at + 2, limit) : at;
  }

  private static int after(String text, String end, int from, int limit) {
    for (int at = from; at < limit; at++) {
      if (text.startsWith(end, at)) {
        return at + end.length();
      }
    }
    return limit;
  }
}
