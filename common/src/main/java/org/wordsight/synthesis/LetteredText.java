package org.wordsight.synthesis;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that may begin with an option's letter.
 *
 * @param letter in upper case
 * @param text the rest after the letter, without outer space
 * @param clear whether the letter is marked as a label: "A. …", "(A) …", "Option A: …"; otherwise
 *     it may be a word of the text: "A Call", "A dog", "A.M. shift"
 */
record LetteredText(String letter, String text, boolean clear) {
  private static final String SPACE = "[\\s\\p{Z}]*";
  private static final String LETTER = "([A-Za-z\uFF21-\uFF3A\uFF41-\uFF5A])";
  private static final String BEFORE =
      "^" + SPACE + "(?:(?:[-•·‣>#]+|[*](?=\\s))" + SPACE + ")?(?<emphasis>[*_`~]*)";
  private static final String WORD =
      "(?:(?i:option|choice|answer|action|alternative|opci[oó]n|op[cç][aã]o|opzione|antwort|вариант)[\\s\\p{Z}]+"
          + "|选项|選項|選択肢)";
  private static final String AFTER = "[*_`~]*" + SPACE + "(?<text>.*)$";

  /** A stop that no abbreviation has, a bracket, or a dash between spaces. */
  private static final String STOP =
      "(?:[.．](?![A-Za-z][.．]|[\\s\\p{Z}]?[a-z][.．])[.)）:：]*|[)）:：、。]+[.．:：]*|[\\]】〕][.．:：)）]*"
          + "|[\\s\\p{Z}]+(?:[-–—―]+|[)）:：][.．]*)(?=[\\s\\p{Z}])|[*_`~]+[.．)）:：、]+)";

  private static final Pattern CLEAR =
      Pattern.compile(
          "(?s)"
              + BEFORE
              + "(?:"
              + WORD
              + "?[(（\\[【〔]?[*_`~]*"
              + LETTER
              + "[*_`~]*"
              + STOP
              + "|"
              + "[(（\\[【〔]"
              + LETTER.replace("(", "(?<inner>")
              + "[)）\\]】〕]"
              + ")"
              + AFTER);

  /** A circled or bracketed letter that is one character. */
  private static final Pattern ENCLOSED =
      Pattern.compile("(?s)" + BEFORE + "([\u24B6-\u24E9\u249C-\u24B5])[.．):：、]*" + AFTER);

  private static final Pattern LOOSE =
      Pattern.compile(
          "(?s)"
              + BEFORE
              + "("
              + WORD
              + ")?"
              + LETTER
              + "(?:[*_`~]+|(?=[\\s\\p{Z}])|[,，;|/=>–—-]+|[.．])"
              + AFTER);

  /** The letter and the rest; absent if no letter begins the text. */
  static Optional<LetteredText> of(String text) {
    Matcher clear = CLEAR.matcher(text);
    if (clear.matches()) {
      String inner = clear.group("inner");
      return Optional.of(of(clear, inner == null ? clear.group(2) : inner, true));
    }
    Matcher enclosed = ENCLOSED.matcher(text);
    if (enclosed.matches()) {
      return Optional.of(of(enclosed, enclosed.group(2), true));
    }
    Matcher loose = LOOSE.matcher(text);
    if (loose.matches() && !loose.group("text").isBlank()) {
      return Optional.of(of(loose, loose.group(3), loose.group(2) != null));
    }
    return Optional.empty();
  }

  /** The letter of a text with nothing else: "B", "b.", "(B)", "**B**", "Option B". */
  static Optional<String> alone(String text) {
    return of(text + ".")
        .filter(lettered -> lettered.text().isEmpty())
        .or(() -> of(text).filter(lettered -> lettered.text().isEmpty()))
        .map(LetteredText::letter);
  }

  private static LetteredText of(Matcher matcher, String letter, boolean clear) {
    String plain = Normalizer.normalize(letter, Normalizer.Form.NFKC).replaceAll("[^A-Za-z]", "");
    return new LetteredText(
        plain.toUpperCase(Locale.ROOT),
        stripped(withoutOpenEmphasis(matcher.group("text"), matcher.group("emphasis"), matcher)),
        clear);
  }

  /**
   * "**A. Call**": the mark that was opened before the letter is closed after the text and is
   * removed.
   */
  private static String withoutOpenEmphasis(String text, String emphasis, Matcher matcher) {
    String end = stripped(text);
    boolean closedBefore =
        !emphasis.isEmpty()
            && matcher
                .group()
                .substring(0, matcher.start("text"))
                .replaceFirst("^[^*_`~]*", "")
                .substring(emphasis.length())
                .contains(emphasis);
    return !emphasis.isEmpty() && !closedBefore && end.endsWith(emphasis)
        ? end.substring(0, end.length() - emphasis.length())
        : end;
  }

  /** The text without outer space and no-break space. */
  static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /** As {@code \\s}, {@code \\p{Z}} and the byte order mark. */
  private static boolean isSpace(char c) {
    return c == ' ' || c >= '\t' && c <= '\r' || c == '\ufeff' || Character.isSpaceChar(c);
  }
}
