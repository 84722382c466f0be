package org.wordsight.evaluate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that may follow an option's letter. Other text shows that the letter is a word or an
 * initial.
 */
final class LetterMention {
  private static final String CLOSED = "[\\])}\"'>]*\\s*";
  private static final Pattern END =
      Pattern.compile(
          CLOSED
              + "(?:$|[.,:;!?\\n)\\]}\"'(<\\\\/&+|]|[-–—=]|[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]"
              + "|(?i:because|since|as|for|due|given|which|and|or|over|rather|instead|to|here|in"
              + "|from|among|with|but|so|though|that|when|not|if|unless|by|plus|even|although|while|following|followed)\\b)");
  private static final Pattern END_OF_SMALL_A =
      Pattern.compile("[\"'\\s]*$|[\"']*[)\\]}]|[\"']*\\s*\\n|[.!]\\s+\\p{Lu}|[\"'.!]+\\s*$");
  private static final Pattern END_OF_STATEMENT =
      Pattern.compile(
          CLOSED
              + "(?:$|[.!;\\n(]|,?\\s*(?i:because|since|as|for|due|given|not|over|rather|instead)\\b)");

  private LetterMention() {}

  /** Whether the text after the letter of a match shows that it is an option's letter. */
  static boolean ends(String text, Matcher match) {
    return ends(text, match, END);
  }

  /** Whether the letter of a match ends a statement. Only the reason may follow it. */
  static boolean endsStatement(String text, Matcher match) {
    return ends(text, match, END_OF_STATEMENT);
  }

  private static boolean ends(String text, Matcher match, Pattern end) {
    Pattern used = match.group("letter").equals("a") ? END_OF_SMALL_A : end;
    return used.matcher(text).region(match.end("letter"), text.length()).lookingAt();
  }
}
