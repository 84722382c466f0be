package org.wordsight.evaluate;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words around a noun such as "answer". They say whether the noun means the chosen option.
 *
 * @param before the words of the clause before the noun
 * @param noun in lower case
 * @param after the words between the noun and its verb
 */
record NounPhrase(String before, String noun, String after) {
  private static final Pattern DETERMINED =
      Pattern.compile(
          "(?i)(?:.*\\b)?(the|my|our|its|your|their|his|her|an?|one|another|any|each|every|which|what|both|all|no|this|that|these|some)\\s+"
              + "((?:(?!the\\b|my\\b)[^,])*)",
          Pattern.DOTALL);

  /** "Action list:", "answer choices:" mean all options. */
  private static final Pattern LISTING =
      Pattern.compile("(?i)\\b(?:lists?|include|above|below)\\b");

  /** "The best of these", and not "the best grade". */
  private static final Pattern OF =
      Pattern.compile(
          "(?is)^\\s*(?:,.*|(?:of|for|in|here|to|among|at|given|from|out|when|based|on|between|would|should)\\b.*)?$");

  private static final Set<String> INDEFINITE =
      Set.of(
          "one", "another", "any", "some", "each", "every", "which", "what", "both", "all", "no");
  private static final Set<String> BARE = Set.of("one", "best", "thing");

  private String determiner() {
    Matcher matcher = DETERMINED.matcher(before);
    return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
  }

  private String adjectives() {
    Matcher matcher = DETERMINED.matcher(before);
    return matcher.matches() ? matcher.group(2) : before;
  }

  /** Whether the phrase means the chosen option, and not a wrong, another or possible one. */
  boolean commits() {
    String adjectives = adjectives();
    if (Grammar.REJECTING.matcher(adjectives).find() || Grammar.REJECTING.matcher(after).find()) {
      return false;
    }
    if (Grammar.REJECTING.matcher(noun).find() || isQuality() && !OF.matcher(after).matches()) {
      return false;
    }
    if (INDEFINITE.contains(determiner()) || Grammar.AMONG_OTHERS.matcher(adjectives).find()) {
      return false;
    }
    if (LISTING.matcher(after).find()) {
      return false;
    }
    if (oneOfSome() && adjectives.isBlank()) {
      return false;
    }
    if (adjectives.strip().equalsIgnoreCase("first") && noun.equals("option")) {
      return false;
    }
    return !BARE.contains(noun)
        || noun.equals("best")
        || Grammar.CHOOSING.matcher(adjectives).find()
        || adjectives.matches("(?is).*\\b(?:most|least|\\p{L}+est)\\b.*");
  }

  private boolean isQuality() {
    return noun.equals("best") || noun.startsWith("most ") || noun.startsWith("least ");
  }

  /** "A good choice is B": others may be equally good. */
  boolean oneOfSome() {
    return determiner().matches("an?");
  }

  /** Whether the phrase names the answer itself, and not only a quality. */
  boolean names() {
    String adjectives = adjectives();
    return adjectives.isBlank()
        || noun.equals("answer")
        || Grammar.CHOOSING.matcher(adjectives).find();
  }
}
