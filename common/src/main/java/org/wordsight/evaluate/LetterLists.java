package org.wordsight.evaluate;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Letters that are named together: "B or C", "A, B and D", "B/C". */
final class LetterLists {
  private static final String NEXT_LETTER =
      "(?:options?\\s+|choices?\\s+)?[(\\[\"']*(?<letter>[A-E])(?![\\p{L}\\p{N}'-]|\\.\\p{L})";

  private static final String PREDICATE =
      "[\\])\"'}.:]*,?\\s+(?:is|was|would|could|should|might|may|can|will|must|does|doesn't|has|seems"
          + "|isn't|wouldn't|can't|cannot|won't|appears|looks|ignores|fails)\\b";

  private static final Pattern NEXT =
      Pattern.compile(
          "[\\])\"'}]*\\s*(?:(?:[,;]\\s*)?(?:(?:and/or|or)\\s+|[/&+|]\\s*)(?:(?:also|maybe|perhaps|possibly"
              + "|even)\\s+)*"
              + NEXT_LETTER
              + "|[,;]?\\s*(?:and|as\\s+well\\s+as|plus)\\s+(?:(?:also|maybe|possibly)\\s+)*"
              + NEXT_LETTER.replace("<letter>", "<joined>")
              + "(?!"
              + PREDICATE
              + ")|[,;]\\s*"
              + NEXT_LETTER.replace("<letter>", "<listed>")
              + "(?![\\])\"'}]*,?\\s+(?!and\\b|or\\b|are\\b|because\\b|since\\b)\\p{Ll}{2,}))");
  private static final Pattern BEFORE =
      Pattern.compile(
          "(?s).*(?<![\\p{L}\\p{N}])(?<letter>[A-E])[)\\]\"']*\\s*(?:,?\\s*(?:and|or)\\s+|[/&+]\\s*)"
              + "(?:option\\s+|choice\\s+)?[(\\[\"']*$");

  private static final Pattern OPTIONS =
      Pattern.compile("(?<=A)[.):\\]]+[ \\t]*\\S[^\\n]*\\n[ \\t(\\[-]*B[.):\\]]+[ \\t]*\\S");

  private static final Pattern RUN = Pattern.compile("\\W*[A-E]{2,5}\\W*");
  private static final Pattern START =
      Pattern.compile(
          "\\W*(?:options?\\s+|choices?\\s+|both\\s+|either\\s+)?(?<first>[A-E])\\b[)\\].\"']*[ \\t]*"
              + "(?:[,/&+;.):|]|-+>?|\\band\\b|\\bor\\b)[ \\t]*(?:(?:and|or)\\s+)?"
              + NEXT_LETTER
              + "(?!"
              + PREDICATE
              + ")"
              + "(?=[\\])\"'}]*\\s*(?:$|[.,:;/&+|)\\n-]|\\band\\b|\\bor\\b|\\bare\\b|\\bboth\\b))");

  /** An object from letters to judgements. */
  private static final Pattern OBJECT =
      Pattern.compile("(?s)\\{\\s*[\"'][A-E][\"']\\s*:.*[\"'][A-E][\"']\\s*:.*");

  private static final Pattern START_WITH_OR =
      Pattern.compile(
          "\\W*(?:options?\\s+|choices?\\s+|both\\s+|either\\s+)?(?<first>[A-E])\\b[)\\].\"']*\\s*"
              + "(?:[/&]|\\band\\b|\\bor\\b)\\s*"
              + NEXT_LETTER);

  private LetterLists() {}

  /** Other letters in a list with the letter at this place, after or before it. */
  static Set<String> companions(String text, int start, int end) {
    Set<String> letters = new TreeSet<>();
    Matcher next = NEXT.matcher(text);
    int at = end;
    while (next.region(at, text.length()).lookingAt()) {
      String group = group(next);
      letters.add(next.group(group));
      at = next.end(group);
    }
    Matcher before = BEFORE.matcher(text.substring(Math.max(0, start - 40), start));
    if (before.matches()) {
      letters.add(before.group("letter"));
    }
    return letters;
  }

  /** Whether the letter that ends here is the first of a list of options, a line each. */
  static boolean beginsOptions(String text, int end) {
    return OPTIONS.matcher(text).region(end, text.length()).useTransparentBounds(true).lookingAt();
  }

  private static String group(Matcher next) {
    return Stream.of("letter", "joined", "listed")
        .filter(name -> next.group(name) != null)
        .findFirst()
        .orElseThrow();
  }

  /** Whether a text is several letters, or begins with a list of them. */
  static boolean begins(String text) {
    return RUN.matcher(text).matches()
        || OBJECT.matcher(text).matches()
        || begins(START, text)
        || begins(START_WITH_OR, text);
  }

  private static boolean begins(Pattern pattern, String text) {
    Matcher list = pattern.matcher(text);
    return list.lookingAt() && !list.group("first").equals(list.group("letter"));
  }
}
