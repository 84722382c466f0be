package org.wordsight.synthesis;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.data.Question;
import org.wordsight.dedup.Words;

/**
 * Replaces the letters of options in a rationale if they clearly mean options: "option B", "the
 * answer is B", "(B)", "A, C and D" after one of these, "B is", "B) …" at the beginning of a
 * sentence. A letter of unclear meaning, as in "plan B", is refused. So are options named by their
 * place, as in "the first option".
 */
final class RationaleLetters {
  private static final String OPTION =
      "(?:options?|choices?|answers?|alternatives?|letters?|responses?)";

  private static final Pattern BY_PLACE =
      Pattern.compile(
          "(?i)\\b(?:first|second|third|fourth|fifth|last|final|former|latter|previous|next|preceding|following)"
              + "\\s+(?:(?:two|three|four)\\s+)?"
              + OPTION
              + "\\b|\\b"
              + OPTION
              + "\\s+(?:number\\s+|no\\.?\\s*|#\\s*)?(?:\\d|one|two|three|four|five)\\b");

  /** A letter that stands alone. */
  private static final Pattern LETTER =
      Pattern.compile("(?<![\\p{L}\\p{N}])[A-Za-z](?![\\p{L}\\p{N}])");

  private static final Pattern AFTER_OPTION =
      Pattern.compile(
          "(?is).*(?<!\\p{L})"
              + OPTION
              + "(?:\\s+(?:is|are|was|were|would\\s+be|should\\s+be|must\\s+be|letter|choice|option)\\b)*"
              + "\\s*[:=_–-]?\\s*[\"'“‘(\\[*_`]*");

  /** The text between two letters of one list. */
  private static final Pattern LINK =
      Pattern.compile(
          "(?i)[\"'”’)\\]*_]*\\s*(?:[,;/&+–-]|,?\\s*(?:and|or|nor|but\\s+not|not|to|over|than|vs\\.?"
              + "|versus|rather\\s+than|instead\\s+of))\\s*(?:"
              + OPTION
              + "\\s+)?[\"'“‘(\\[*_]*");

  /** A full stop that ends a sentence, and not a title such as "Mr.". */
  private static final String STOP = "(?<!\\b(?i:mr|mrs|ms|dr|prof|st|no|nr))\\.";

  private static final Pattern SENTENCE_START =
      Pattern.compile("(?s)(?:.*(?:[!?:;\\n]|" + STOP + "))?[\\s*_>#-]*[\"'“‘*_]*");

  private static final Pattern CLAUSE_START =
      Pattern.compile(
          "(?is)(?:.*(?:[!?:;,\\n]|"
              + STOP
              + "|(?<!\\p{L})(?:and|or|but|so|because|since|while|whereas|that|then|thus"
              + "|hence|therefore|only|although|though|if|as|however|why|how|when)\\s))?\\s*[\"'“‘*_]*");

  /** A verb after the letter, or after a list that begins with it: "A, C and D are". */
  private static final Pattern VERB =
      Pattern.compile(
          "(?s)(?:(?:,|,?\\s+(?:and|or|nor))\\s+[A-Z]\\b)*"
              + "[\"'”’*_]*\\s+(?:alone\\s+)?(?:is|isn't|are|was|wasn't|were|would|wouldn't|will|won't|could|should"
              + "|may|might|can|cannot|can't|does|doesn't|do|did|has|have|fails?|ignores?)\\b.*");

  /** A word that is no verb in the third person: "A call", "A serious fall", but not "A helps". */
  private static final Pattern ARTICLE =
      Pattern.compile("(?s)\\s+\\p{L}[\\p{L}'’-]*+(?:(?<!s)|(?<=ss|us|is)).*");

  /** The number of characters before and after a letter that a pattern reads. */
  private static final int NEAR = 60;

  private final Question question;
  private final List<Integer> order;
  private final String text;

  private RationaleLetters(Question question, List<Integer> order) {
    this.question = question;
    this.order = order;
    this.text = question.rationale();
  }

  /** The meanings of a letter that stands alone. */
  private enum Meaning {
    OPTION,
    WORD,
    UNCLEAR
  }

  /**
   * The rationale with the options' new letters.
   *
   * @param order the old place of the option at each new place
   */
  static String mended(Question question, List<Integer> order) throws Refusal {
    Matcher place = BY_PLACE.matcher(question.rationale());
    if (place.find()) {
      throw unclear(place.group());
    }
    return new RationaleLetters(question, order).mended();
  }

  private static Refusal unclear(String words) {
    return new Refusal(
        RejectionReason.UNCLEAR_LETTER,
        "the rationale has \"%s\", which may stand for an option; options get new letters"
            .formatted(words));
  }

  private String mended() throws Refusal {
    StringBuilder mended = new StringBuilder();
    Matcher letter = LETTER.matcher(text);
    int done = 0;
    int lastOption = -1;
    while (letter.find()) {
      int at = letter.start();
      if (!isOfAnOption(at)) {
        continue;
      }
      boolean listed = lastOption >= 0 && LINK.matcher(text.substring(lastOption, at)).matches();
      switch (listed ? Meaning.OPTION : meaning(at)) {
        case OPTION -> {
          mended.append(text, done, at).append(renamed(text.charAt(at)));
          done = at + 1;
          lastOption = done;
        }
        case WORD -> {}
        case UNCLEAR ->
            throw unclear(
                text.substring(Math.max(0, at - 10), Math.min(text.length(), at + 11)).strip());
      }
    }
    return mended.append(text.substring(done)).toString();
  }

  private boolean isOfAnOption(int at) {
    return old(text.charAt(at)) < order.size();
  }

  private static int old(char letter) {
    return Character.toUpperCase(letter) - 'A';
  }

  private char renamed(char letter) {
    char renamed = Question.letter(order.indexOf(old(letter))).charAt(0);
    return Character.isLowerCase(letter) ? Character.toLowerCase(renamed) : renamed;
  }

  private Meaning meaning(int at) {
    String before = text.substring(Math.max(0, at - NEAR), at);
    String after = text.substring(at + 1, Math.min(text.length(), at + 1 + NEAR));
    char letter = text.charAt(at);
    if (AFTER_OPTION.matcher(before).matches()) {
      boolean mayBeArticle = letter == 'a' && after.matches("(?s)\\s+\\p{L}.*");
      return mayBeArticle ? Meaning.UNCLEAR : Meaning.OPTION;
    }
    if (isEnclosed(before, after)) {
      return Meaning.OPTION;
    }
    if (Character.isLowerCase(letter) || isPartOfAWord(before, after)) {
      return Meaning.WORD;
    }
    if (letter == 'I' && after.matches("(?s)[\\s'’].*")) {
      return Meaning.WORD;
    }
    if (VERB.matcher(after).matches() && CLAUSE_START.matcher(before).matches()) {
      return Meaning.OPTION;
    }
    if (isLabel(before, after, letter)) {
      return Meaning.OPTION;
    }
    return letter == 'A' && ARTICLE.matcher(after).matches() ? Meaning.WORD : Meaning.UNCLEAR;
  }

  /** "(B)", "[B]" or a letter between quotes, but not the end of "person(s)". */
  private static boolean isEnclosed(String before, String after) {
    return before.matches("(?s)(?:.*[^\\p{L}\\p{N}])?[(\\[]") && after.matches("(?s)[)\\]].*")
        || before.matches("(?s)(?:.*[^\\p{L}\\p{N}])?[\"'“‘]") && after.matches("(?s)[\"'”’].*");
  }

  /** "U.S.A.", "T-shirt", "Q&A", "it's". */
  private static boolean isPartOfAWord(String before, String after) {
    return before.matches("(?s).*\\p{L}[.&'’-]")
        || after.matches("(?s)[&-]\\p{L}.*|\\.\\p{L}.*|['’]\\p{L}.*");
  }

  /** "B) …" or "B: …" at the beginning of a sentence, or "B. " and the option's own text. */
  private boolean isLabel(String before, String after, char letter) {
    if (!SENTENCE_START.matcher(before).matches()) {
      return false;
    }
    if (after.matches("(?s)[*_]*[):].*")) {
      return true;
    }
    List<String> option = Words.of(question.options().get(old(letter))).list();
    List<String> said = Words.of(after).list();
    int known = Math.min(3, option.size());
    return after.startsWith(".")
        && known > 0
        && said.size() >= known
        && said.subList(0, known).equals(option.subList(0, known));
  }
}
