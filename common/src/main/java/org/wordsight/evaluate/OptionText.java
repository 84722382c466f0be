package org.wordsight.evaluate;

import static org.wordsight.evaluate.Grammar.ADVERBS;
import static org.wordsight.evaluate.Grammar.BETWEEN;
import static org.wordsight.evaluate.Grammar.IS;
import static org.wordsight.evaluate.Grammar.NOUN;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers in an option's own words. If options have the same beginning, the longest option that
 * fits counts.
 */
final class OptionText {
  /** Used in place of a letter: two options have these words. */
  private static final String AMBIGUOUS = "ambiguous-text";

  private static final Pattern OF_NOUN =
      Pattern.compile(
          "(?i)(?<![\\p{L}\\p{N}'-])" + NOUN + BETWEEN + IS + "(?:to\\s+)?[\"'(\\[]*(?<rest>)");
  private static final Pattern SOMEBODY_WOULD =
      Pattern.compile(
          "(?i)(?<![\\p{L}\\p{N}'-])(?:I|we|you|one)(?:'d|'ll|\\s+(?:would|should|will|must|shall))\\s+"
              + ADVERBS
              + "(?:(?:first|immediately|choose\\s+to)\\s+)?[\"'(\\[]*(?<rest>)");

  /** Words that discuss the option instead of choosing it. */
  private static final Pattern DISCUSSED =
      Pattern.compile(
          "^[\"')\\]]*,?\\s+(?:is|isn't|was|would|wouldn't|could|might|may|should|seems|does|can|cannot"
              + "|will|won't|or)\\b(?!\\s+(?:be\\s+)?"
              + ADVERBS
              + "(?:(?:the|my)\\s+)?"
              + Grammar.SUPERLATIVE
              + ")",
          Pattern.CASE_INSENSITIVE);

  private OptionText() {}

  /** The option of a declaration that quotes it: "The best action is to call an ambulance." */
  static Optional<String> declared(String text, Map<String, String> options) {
    Set<String> letters = new TreeSet<>();
    Matcher noun = OF_NOUN.matcher(text);
    for (int from = 0; noun.find(from); from = noun.start() + 1) {
      Circumstances around = new Circumstances(text, noun.start(), noun.end());
      NounPhrase phrase =
          new NounPhrase(
              around.clauseBefore(),
              noun.group("noun").toLowerCase(Locale.ROOT),
              noun.group("between"));
      if (!around.voidSentence() && phrase.commits() && phrase.names()) {
        begun(text.substring(noun.start("rest")), options).ifPresent(letters::add);
      }
    }
    Matcher somebody = SOMEBODY_WOULD.matcher(text);
    while (somebody.find()) {
      if (!new Circumstances(text, somebody.start(), somebody.end()).voidSentence()) {
        begun(text.substring(somebody.start("rest")), options).ifPresent(letters::add);
      }
    }
    return letters.contains(AMBIGUOUS) ? Optional.of(AMBIGUOUS) : AnswerExtractor.oneOf(letters);
  }

  /** The one option whose own words begin the text. */
  static Optional<String> leading(String text, Map<String, String> options) {
    return begun(text, options);
  }

  private static Optional<String> begun(String text, Map<String, String> options) {
    String said = AnswerText.plain(text);
    Map<String, String> begun =
        options.entrySet().stream()
            .filter(option -> begins(said, AnswerText.plain(option.getValue())))
            .collect(
                Collectors.toMap(Map.Entry::getKey, option -> AnswerText.plain(option.getValue())));
    int longest = begun.values().stream().mapToInt(String::length).max().orElse(0);
    Set<String> letters =
        begun.keySet().stream()
            .filter(letter -> begun.get(letter).length() == longest)
            .collect(Collectors.toCollection(TreeSet::new));
    if (letters.size() > 1) {
      return Optional.of(AMBIGUOUS);
    }
    return letters.stream().findFirst();
  }

  private static boolean begins(String text, String option) {
    return !option.isEmpty()
        && text.startsWith(option)
        && (text.length() == option.length()
            || !Character.isLetterOrDigit(text.charAt(option.length())))
        && !DISCUSSED.matcher(text.substring(option.length())).find();
  }

  /**
   * Whether these words are an option's words, or the beginning of them, or begin with all of them.
   */
  static boolean fits(String words, String option) {
    String said = AnswerText.plain(words);
    String own = AnswerText.plain(option);
    return !said.isEmpty() && !own.isEmpty() && (own.startsWith(said) || begins(said, own));
  }
}
