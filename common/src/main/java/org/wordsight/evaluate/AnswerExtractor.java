package org.wordsight.evaluate;

import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the chosen letter out of a model's text, or says INVALID: no judge model, no guess. Rules
 * are tried in order; the first that fires decides, and its name is kept with the answer.
 *
 * <p>The benchmark's own script asks a paid judge where its two rules fail, counts a refusal as "D"
 * and reads "A person is hurt" as "A"; this one does none of that. Where a text names several
 * letters and commits to none, it is INVALID rather than the first of them.
 */
public final class AnswerExtractor {
  /** Raised whenever some text gets another letter: scores of two versions are not comparable. */
  public static final String VERSION = "1";

  /** What may stand between a letter and the end of its mention. */
  private static final String MENTION_END =
      "(?=[\\])}\"']*\\s*(?:$|[.,:;!\\n)\\]}\"'(]|[-–—]|<|(?:because|since|as|for|due|given|which|and|or)\\b))";

  private static final Pattern BARE_LETTER =
      Pattern.compile("[\\s\"'(\\[{<#-]*([A-Ea-e])[\\s\"')\\]}>.:,;!]*");
  private static final Pattern LETTER_RUN = Pattern.compile("\\W*[A-E]{2,5}\\W*");
  private static final Pattern LETTER_LIST =
      Pattern.compile(
          "\\W*([A-E])\\b[)\\].\"']*\\s*(?:[,/&+;.)]|\\band\\b|\\bor\\b)\\s*"
              + "(?:(?:and|or)\\s+)?[(\\[\"']*([B-E]|A(?!\\s+[a-z]))\\b(?!'|\\.[A-Za-z])");
  private static final Pattern LEADING_LETTER =
      Pattern.compile(
          "[\\s\"'(\\[{#>-]*([A-E])[\\])}\"']*"
              + "(?:[.](?![a-z]|[A-Z][.])|\\s*[:)]|,\\s|\\s+[-–—]\\s|\\s*\\n|(?<=[)\\]}])\\s"
              + "|\\s+(?:because|since|as|due|given)\\b).*",
          Pattern.DOTALL);
  private static final Pattern LEADING_LOWER_CASE =
      Pattern.compile("[\\s(\\[]*([a-e])[.)\\]]+\\s.*", Pattern.DOTALL);
  private static final Pattern LEADING_OPTION_WORD =
      Pattern.compile(
          "\\W*(?i:option|choice|answer|action)\\s+[(\\[\"']*([A-E])\\b" + MENTION_END + ".*",
          Pattern.DOTALL);
  private static final Pattern LINE_LETTER =
      Pattern.compile("(?m)^[\\s\"'(\\[-]*([A-E])[.):\\]]+(?=\\s|$)");

  /** Sentences that commit to a letter; the letter is group 1. */
  private static final List<Pattern> DECLARATIONS =
      List.of(
          Pattern.compile(
              "(?i:\\b(?:answer|choice|option|action|selection|response)\\b"
                  + "(?:\\s+(?:to take|here|selected|chosen))?"
                  + "\\s*(?:would be|should be|is|:|=|->|→)\\s*"
                  + "(?:(?:option|choice|action|letter|answer)\\s+)?)[\"'(\\[]*([A-E])\\b"
                  + MENTION_END),
          Pattern.compile(
              "(?i:\\b(?:choose|choosing|select|selecting|selected|pick|go with|recommend)\\s+"
                  + "(?:(?:option|choice|action|answer|letter)\\s+)?)[\"'(\\[]*([A-E])\\b"
                  + MENTION_END),
          Pattern.compile(
              "\\b([A-E])\\b[\"')\\]]*\\s+(?i:(?:is|would be|seems|appears to be)\\s+"
                  + "(?:(?:clearly|probably|likely)\\s+)?(?:the|my)\\s+"
                  + "(?:best|correct|right|answer|most\\s+(?:appropriate|suitable|reasonable)))\\b"),
          Pattern.compile("\\\\boxed\\{\\s*[(]?(?:\\\\text\\{)?([A-E])\\b"),
          Pattern.compile("(?i:<answer>)\\s*[(]?([A-E])\\b"));

  /** "The worst option is B", "I would not choose B": the mention rejects its letter. */
  private static final Pattern REJECTED =
      Pattern.compile(
          "(?i)(?:\\b(?:worst|wrong|incorrect|inappropriate|least|never|avoid|not)\\b|n't\\b)"
              + "[^.\\n]{0,30}$");

  private static final Pattern REFUSAL =
      Pattern.compile(
          "(?i)\\b(?:sorry|as an ai|unable to|can(?:no|')t (?:assist|help|answer|see))");

  /** A rule gives an answer, or passes. */
  private record Rule(
      String name, BiFunction<String, Map<String, String>, Optional<String>> letter) {}

  private static final String SEVERAL = "several-letters";
  private static final String AMBIGUOUS_TEXT = "ambiguous-text";

  private static final List<Rule> RULES =
      List.of(
          new Rule("empty", (text, options) -> invalidIf(text.isEmpty())),
          new Rule("letter", (text, options) -> whole(BARE_LETTER, text)),
          new Rule(
              SEVERAL,
              (text, options) ->
                  invalidIf(LETTER_RUN.matcher(text).matches() || startsWithList(text))),
          new Rule("leading-letter", (text, options) -> leadingLetter(text)),
          new Rule("option-word", (text, options) -> whole(LEADING_OPTION_WORD, text)),
          new Rule("declared", (text, options) -> declared(text)),
          new Rule("option-line", (text, options) -> optionLine(text)),
          new Rule("letter-and-text", AnswerExtractor::letterAndText),
          new Rule("last-line", (text, options) -> lastLine(text)),
          new Rule("option-text", AnswerExtractor::optionText),
          new Rule("refusal", (text, options) -> invalidIf(REFUSAL.matcher(text).find())));

  private AnswerExtractor() {}

  /**
   * Reads one answer.
   *
   * @param answer the model's text
   * @param options each option's text without its letter, by letter
   */
  public static ExtractedAnswer extract(String answer, Map<String, String> options) {
    String text =
        Normalizer.normalize(answer, Normalizer.Form.NFKC)
            .replaceAll("[*`]|(?<!\\w)_+|_+(?!\\w)", "")
            .replace('’', '\'')
            .strip();
    for (Rule rule : RULES) {
      Optional<String> found = rule.letter().apply(text, options);
      if (found.isPresent()) {
        String letter = found.get();
        return VivaItem.LETTERS.contains(letter)
            ? new ExtractedAnswer(letter, rule.name())
            : ExtractedAnswer.invalid(letter.isEmpty() ? rule.name() : letter);
      }
    }
    return ExtractedAnswer.invalid("none");
  }

  /** An empty letter: INVALID by the rule at hand. */
  private static Optional<String> invalidIf(boolean holds) {
    return holds ? Optional.of("") : Optional.empty();
  }

  private static Optional<String> whole(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches() ? Optional.of(matcher.group(1).toUpperCase()) : Optional.empty();
  }

  private static boolean startsWithList(String text) {
    Matcher list = LETTER_LIST.matcher(text);
    return list.lookingAt() && !list.group(1).equals(list.group(2));
  }

  private static Optional<String> leadingLetter(String text) {
    Optional<String> letter = whole(LEADING_LETTER, text).or(() -> whole(LEADING_LOWER_CASE, text));
    if (letter.isEmpty()) {
      return letter;
    }
    // An echo of the option list chooses nothing.
    boolean othersListed =
        LINE_LETTER.matcher(text).results().anyMatch(line -> !line.group(1).equals(letter.get()));
    return othersListed ? Optional.of(SEVERAL) : letter;
  }

  private static Optional<String> declared(String text) {
    Set<String> letters = new TreeSet<>();
    for (Pattern pattern : DECLARATIONS) {
      for (MatchResult mention : pattern.matcher(text).results().toList()) {
        if (!REJECTED.matcher(text.substring(0, mention.start(1))).find()) {
          letters.add(mention.group(1));
          Matcher list = LETTER_LIST.matcher(text.substring(mention.start(1)));
          if (list.lookingAt()) {
            letters.add(list.group(2));
          }
        }
      }
    }
    if (letters.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(letters.size() == 1 ? letters.iterator().next() : SEVERAL);
  }

  /** An introduction, then one line of the list: "The best action would be:\nB. Call". */
  private static Optional<String> optionLine(String text) {
    List<String> letters =
        LINE_LETTER.matcher(text).results().map(line -> line.group(1)).distinct().toList();
    if (letters.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(letters.size() == 1 ? letters.get(0) : SEVERAL);
  }

  /** "B Call the police": no stop after the letter, but its option's own words. */
  private static Optional<String> letterAndText(String text, Map<String, String> options) {
    if (text.length() < 3 || !Character.isWhitespace(text.charAt(1))) {
      return Optional.empty();
    }
    String letter = text.substring(0, 1);
    return Optional.ofNullable(options.get(letter))
        .filter(option -> plain(text.substring(2)).startsWith(plain(option)))
        .map(option -> letter);
  }

  private static Optional<String> lastLine(String text) {
    int end = text.lastIndexOf('\n');
    return end < 0
        ? Optional.empty()
        : whole(BARE_LETTER, text.substring(end + 1).strip())
            .filter(letter -> text.indexOf(letter, end) >= 0);
  }

  /** The text begins with exactly one option's own words; of nested options the longest counts. */
  private static Optional<String> optionText(String text, Map<String, String> options) {
    String said = plain(text);
    Map<String, String> begun =
        options.entrySet().stream()
            .filter(option -> begins(said, plain(option.getValue())))
            .collect(Collectors.toMap(Map.Entry::getKey, option -> plain(option.getValue())));
    int longest = begun.values().stream().mapToInt(String::length).max().orElse(0);
    List<String> letters =
        begun.keySet().stream().filter(letter -> begun.get(letter).length() == longest).toList();
    if (letters.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(letters.size() == 1 ? letters.get(0) : AMBIGUOUS_TEXT);
  }

  private static boolean begins(String text, String option) {
    return !option.isEmpty()
        && text.startsWith(option)
        && (text.length() == option.length()
            || !Character.isLetterOrDigit(text.charAt(option.length())));
  }

  /** Lower case, single spaces, straight quotes, no punctuation at either end. */
  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase()
        .replace('’', '\'')
        .replaceAll("\\s+", " ")
        .replaceAll("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$", "");
  }
}
