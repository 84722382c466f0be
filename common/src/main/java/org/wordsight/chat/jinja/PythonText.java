package org.wordsight.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Text as in Python: a sequence of code points, with Python's own definition of blanks. */
final class PythonText {
  /** One-letter strings, shared: a text's list of characters would take much memory otherwise. */
  private static final String[] LETTERS =
      IntStream.range(0, 256).mapToObj(Character::toString).toArray(String[]::new);

  private PythonText() {}

  /** Whether {@code str.isspace} and the regular expression {@code \s} accept a code point. */
  static boolean isSpace(int c) {
    return c == ' '
        || c >= 0x09 && c <= 0x0d
        || c >= 0x1c && c <= 0x1f
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || c >= 0x2000 && c <= 0x200a
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** Whether {@code str.isalnum} accepts a code point: letters, and numbers of all kinds. */
  static boolean isAlphanumeric(int c) {
    int type = Character.getType(c);
    return Character.isLetter(c)
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  static boolean isBlank(String text) {
    return text.codePoints().allMatch(PythonText::isSpace);
  }

  static String strip(String text, IntPredicate stripped) {
    return stripLeft(stripRight(text, stripped), stripped);
  }

  static String stripLeft(String text, IntPredicate stripped) {
    int start = 0;
    while (start < text.length() && stripped.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    return text.substring(start);
  }

  static String stripRight(String text, IntPredicate stripped) {
    int end = text.length();
    while (end > 0 && stripped.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(0, end);
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** One string a code point. */
  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      characters.add(c < LETTERS.length ? LETTERS[c] : Character.toString(c));
      i += Character.charCount(c);
    }
    return characters;
  }

  /** Order by code points, which differs from Java's above U+FFFF. */
  static int compare(String a, String b) {
    int least = Math.min(a.length(), b.length());
    for (int i = 0; i < least; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean bothOrNone = Character.isSurrogate(left) == Character.isSurrogate(right);
        return bothOrNone ? left - right : Character.isSurrogate(left) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** At most so many code points from the beginning. */
  static String beginning(String text, long most) {
    return most >= length(text) ? text : text.substring(0, index(text, (int) most));
  }

  /** The index of a place counted in code points. A negative place counts from the end. */
  static int index(String text, int place) {
    return place < 0
        ? text.offsetByCodePoints(text.length(), place)
        : text.offsetByCodePoints(0, place);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String swapCase(String text) {
    StringBuilder out = new StringBuilder();
    for (Object character : characters(text)) {
      String c = (String) character;
      out.append(Character.isUpperCase(c.codePointAt(0)) ? lower(c) : upper(c));
    }
    return out.toString();
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return titleCase(text.substring(0, first)) + lower(text.substring(first));
  }

  /** Each run of letters with a capital first, as {@code str.title}. */
  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (Object character : characters(text)) {
      String c = (String) character;
      boolean cased = isCased(c.codePointAt(0));
      out.append(!cased ? c : inside ? lower(c) : titleCase(c));
      inside = cased;
    }
    return out.toString();
  }

  private static String titleCase(String character) {
    int c = character.codePointAt(0);
    int title = Character.toTitleCase(c);
    // Letters whose title case is several letters, as the German sharp s. Only the first of them is
    // a capital.
    if (title == c && upper(character).length() > character.length()) {
      String upper = upper(character);
      return upper.charAt(0) + lower(upper.substring(1));
    }
    return Character.toString(title);
  }

  static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(PythonText::isCased)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(PythonText::isCased)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean all(String text, IntPredicate accepted) {
    return !text.isEmpty() && text.codePoints().allMatch(accepted);
  }

  /** {@code repr} of a string. */
  static String quoted(Context context, String text) {
    context.budget().text(text.length());
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      String escape = c == quote ? "\\" + quote : escape(c);
      if (escape.isEmpty()) {
        out.appendCodePoint(c);
      } else {
        context.budget().work(escape.length());
        out.append(escape);
      }
    }
    return out.append(quote).toString();
  }

  /** As {@link #quoted}, for the message of a failure: long texts are cut. */
  static String shown(String text) {
    int most = 60;
    return "'" + (text.length() > most ? text.substring(0, most) + "…" : text) + "'";
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\\' -> "\\\\";
      default ->
          isPrintable(c)
              ? ""
              : c < 0x100
                  ? "\\x" + hexadecimal(c, 2)
                  : c < 0x10000 ? "\\u" + hexadecimal(c, 4) : "\\U" + hexadecimal(c, 8);
    };
  }

  /** A number in so many digits of base 16. */
  static String hexadecimal(int number, int digits) {
    String text = Integer.toHexString(number);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
