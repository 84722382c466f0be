package org.wordsight.synthesis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text or name in quotes, as a teacher writes it. The quotes are straight, single, typographic,
 * doubled ({@code ""name""}) or tripled. Line breaks are read as they are. So is a character after
 * a backslash, if JSON does not know this escape.
 *
 * <p>A quote inside a text ends the text if JSON can go on after the quote. Otherwise the quote is
 * part of the text, but only if it opens or closes a quotation there. Such quotes must come in
 * pairs: otherwise a comma after a quoted word could have ended the text too early.
 *
 * @param value the text between the quotes
 * @param end the place after the closing quote
 */
record QuotedText(String value, int end) {

  /** The place of a text, which decides what may follow it. */
  enum Place {
    /** A colon. */
    NAME,
    /** A brace, or a comma and a name. */
    FIELD,
    /** A bracket, or a comma and another entry. */
    ENTRY
  }

  /**
   * The style of an object's quotes, taken from its first name.
   *
   * @param typographic curved and straight quotes mean the same
   * @param doubled every quote is written twice
   * @param bare names have no quotes
   */
  record Style(boolean typographic, boolean doubled, boolean bare) {
    static final Style JSON = new Style(false, false, false);
  }

  private static final String DOUBLE = "\"\u201c\u201d\u201e\u201f";
  private static final String SINGLE = "'\u2018\u2019\u201a\u201b";
  private static final String QUOTE = "[" + DOUBLE + SINGLE + "]";

  private static final Pattern NAME =
      Pattern.compile(
          QUOTE
              + "{1,2}[^"
              + DOUBLE
              + SINGLE
              + "\\\\{}\\[\\],:]{1,60}"
              + QUOTE
              + "{1,2}\\s{0,60}:");
  private static final Pattern BARE_NAME = Pattern.compile("[A-Za-z_][\\w-]{0,59}\\s{0,60}:");
  private static final Pattern OTHER_ENTRY =
      Pattern.compile("(?:[-+0-9.eE]{1,40}|true|false|null|True|False|None)\\s{0,60}[,\\])]");

  static boolean isQuote(char c) {
    return DOUBLE.indexOf(c) >= 0 || SINGLE.indexOf(c) >= 0;
  }

  static boolean isTypographic(char c) {
    return isQuote(c) && c != '"' && c != '\'';
  }

  /**
   * Reads the text that begins at a quote.
   *
   * @throws UnreadableJson at the place where the text goes wrong
   */
  static QuotedText read(String text, int start, Place place, Style style) throws UnreadableJson {
    return new Reader(text, start, place, style).read();
  }

  /** Reads one text. */
  private static final class Reader {
    private final String text;
    private final int start;
    private final Place place;
    private final Style style;
    private final String closers;
    private final StringBuilder value = new StringBuilder();

    /** Characters of the closing quote: 1, 2 or 3. */
    private int width = 1;

    /** Quotes inside the text. */
    private int inner;

    Reader(String text, int start, Place place, Style style) {
      this.text = text;
      this.start = start;
      this.place = place;
      this.style = style;
      this.closers = closers(text.charAt(start), style.typographic());
    }

    private static String closers(char first, boolean typographic) {
      if (first == '"') {
        return typographic ? DOUBLE : "\"";
      }
      if (first == '\'') {
        return "'";
      }
      return DOUBLE.indexOf(first) >= 0 ? DOUBLE : SINGLE;
    }

    QuotedText read() throws UnreadableJson {
      int at = start + 1;
      if (isRun(start, 2)) {
        if (style.doubled() && isRun(start, 4) && isEnd(start + 4)) {
          return new QuotedText("", start + 4);
        }
        if (isRun(start, 3)) {
          width = 3;
        } else if (isEnd(start + 2)) {
          return new QuotedText("", start + 2);
        } else if (style.doubled() || place == Place.NAME) {
          width = 2;
        }
        at = start + width;
      }
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '\\' && at + 1 < text.length()) {
          at = escaped(at);
        } else if (c == '{' && ItemFields.beginsItem(text, at)) {
          throw UnreadableJson.broken("a text has no end before the next item", at);
        } else if (closers.indexOf(c) < 0 || !isRun(at, width)) {
          value.append(c);
          at++;
        } else if (isEnd(at + width)) {
          return ended(at + width);
        } else {
          takeInner(at);
          at += width;
        }
      }
      throw UnreadableJson.atTheEnd(at);
    }

    /** Whether the same quote stands here so many times. */
    private boolean isRun(int at, int times) {
      for (int i = 0; i < times; i++) {
        boolean same =
            at + i < text.length() && (times == 1 || text.charAt(at + i) == text.charAt(start));
        if (!same) {
          return false;
        }
      }
      return true;
    }

    private QuotedText ended(int end) throws UnreadableJson {
      if (inner % 2 == 1) {
        throw new UnreadableJson(
            RejectionReason.UNCLEAR_QUOTES,
            "a text holds %d quotes without a backslash, so that its end is unclear"
                .formatted(inner),
            end);
      }
      return new QuotedText(value.toString(), end);
    }

    /** Takes a quote after which JSON cannot go on. */
    private void takeInner(int at) throws UnreadableJson {
      value.append(text, at, at + 1);
      char before = at > start + width - 1 ? text.charAt(at - 1) : ' ';
      char after = at + width < text.length() ? text.charAt(at + width) : ' ';
      boolean first = at == start + width;
      if (SINGLE.indexOf(text.charAt(at)) >= 0
          && Character.isLetterOrDigit(before)
          && Character.isLetterOrDigit(after)) {
        return;
      }
      boolean opens =
          (first || !Character.isLetterOrDigit(before))
              && !Character.isWhitespace(after)
              && ",:;]})".indexOf(after) < 0;
      boolean closes = !Character.isWhitespace(before) && !Character.isLetterOrDigit(after);
      if (place == Place.NAME
          || NAME.matcher(text).region(at, text.length()).lookingAt()
          || !(inner % 2 == 0 ? opens : closes)) {
        throw UnreadableJson.broken(
            "a text ends at a quote after \"%s\", and no comma or bracket follows"
                .formatted(text.substring(Math.max(start, at - 20), at)),
            at);
      }
      inner++;
    }

    /** Whether JSON can go on after a text that ends here. */
    private boolean isEnd(int at) {
      if (at < text.length() && "#/".indexOf(text.charAt(at)) >= 0) {
        // A comment has a space before it, so a quoted "#1" is no comment.
        return false;
      }
      int next = Spaces.skipFew(text, at);
      if (next >= text.length()) {
        return true;
      }
      char c = text.charAt(next);
      return switch (place) {
        case NAME -> c == ':';
        case FIELD -> c == '}' || c == ',' && isFieldAhead(Spaces.skipFew(text, next + 1));
        case ENTRY ->
            c == ']' || c == ')' || c == ',' && isEntryAhead(Spaces.skipFew(text, next + 1));
      };
    }

    private boolean isFieldAhead(int at) {
      return at >= text.length()
          || text.charAt(at) == '}'
          || looksLike(NAME, at)
          || style.bare() && looksLike(BARE_NAME, at);
    }

    private boolean isEntryAhead(int at) {
      return at >= text.length()
          || isQuote(text.charAt(at))
          || "{[])".indexOf(text.charAt(at)) >= 0
          || looksLike(OTHER_ENTRY, at);
    }

    private boolean looksLike(Pattern pattern, int at) {
      Matcher matcher = pattern.matcher(text).region(at, text.length());
      // At the end of a cut-off answer, the rest may be the beginning of what is expected.
      return matcher.lookingAt() || matcher.hitEnd();
    }

    /** Takes a backslash and what it escapes. Returns the place after it. */
    private int escaped(int at) throws UnreadableJson {
      char c = text.charAt(at + 1);
      switch (c) {
        case 'n' -> value.append('\n');
        case 't' -> value.append('\t');
        case 'r' -> value.append('\r');
        case 'b' -> value.append('\b');
        case 'f' -> value.append('\f');
        case 'u' -> {
          value.append(numbered(at));
          return at + 6;
        }
        default -> value.append(c);
      }
      return at + 2;
    }

    private char numbered(int at) throws UnreadableJson {
      int code = 0;
      for (int i = at + 2; i < at + 6; i++) {
        if (i >= text.length()) {
          throw UnreadableJson.atTheEnd(i);
        }
        int digit = Character.digit(text.charAt(i), 16);
        if (digit < 0) {
          throw UnreadableJson.broken("\\u needs four hexadecimal digits", at);
        }
        code = 16 * code + digit;
      }
      return (char) code;
    }
  }
}
