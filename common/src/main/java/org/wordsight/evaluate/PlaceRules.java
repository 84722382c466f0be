package org.wordsight.evaluate;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for a text that declares nothing: the place of a letter decides. After the letter, only
 * its option's words or a reason may follow. A judgement about it ("A) is too slow") makes the
 * letter not count.
 */
final class PlaceRules {
  private static final Pattern BARE_LETTER =
      Pattern.compile("[\\s\"'(\\[{<#-]*([A-Ea-e])[\\s\"')\\]}>.:,;!]*(?:입니다|です|だ|だよ|예요)?[\\s.!]*");

  private static final Pattern LEADING_LETTER =
      Pattern.compile(
          "[\\s\"'(\\[{#>-]*([A-E])[\\])}\"']*"
              + "(?:[.](?![a-z]|[A-Z][.])|\\s*[:)]|,\\s|,(?=[^\\x00-\\x7F])|\\s+[-–—|]\\s|—|[-–](?=[A-Z][a-z]+\\s)|\\s*\\n|(?<=[)\\]}])\\s"
              + "|\\s+(?=(?:because|since|as|due|given|for)\\b))(.*)",
          Pattern.DOTALL);
  private static final Pattern LEADING_LOWER_CASE =
      Pattern.compile("[\\s(\\[]*([a-e])[.)\\]]+\\s(.*)", Pattern.DOTALL);
  private static final Pattern LEADING_OPTION_WORD =
      Pattern.compile(
          "\\W*(?i:option|choice|answer|action|opci[oó]n|op[cç][aã]o|opzione|选项|選項)\\s*[(\\[\"']*"
              + "(?:(?<=\\W)|(?<=[选项選項]))([A-E]|[b-e](?=\\W*$)|a(?=\\W*$))(?![\\p{L}\\p{N}'])[)\\]\"'.]*"
              + "(?:\\s*$|\\s*[.:;!\\n)\\]}(-]|\\s*[–—<]|,\\s|(?<=[.])\\s|\\s+(?=(?:because|since|as|for|due|given|which)\\b))(.*)",
          Pattern.DOTALL);

  /** A letter that begins a line or a sentence as a label. */
  private static final Pattern LABEL =
      Pattern.compile(
          "(?m)(?:^|(?<=[.!?;])\\s+)[\\s\"'(\\[-]*(?:(?i:option|choice)\\s+)?[(\\[]?([A-E])"
              + "(?:[.):\\]]+(?=\\s|$)|$)(?=(.*))");

  private static final Pattern LINE_LETTER =
      Pattern.compile("(?m)^[\\s\"'(\\[-]*([A-E])[.):\\]]+(?=\\s|$)(.*)");

  /** "The best action would be:", then a single lettered line. */
  private static final Pattern INTRODUCED_LINE =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}'-])(?i:"
              + Grammar.NOUN
              + Grammar.BETWEEN
              + ")(?:\\s+(?:is|would\\s+be|should\\s+be|must\\s+be)\\s*)?:[ \\t]*\\n\\s*[\"'(\\[-]*"
              + "(?<letter>[A-E])[.):\\]]+(?=\\s|$)[^\\n]*+"
              + "(?!\\s*\\n[\\s\"'(\\[-]*[A-E][.):\\]])");

  /** Words that judge the letter before them. */
  private static final Pattern JUDGEMENT =
      Pattern.compile(
          "[\\s.:–—-]*(?:(?:is|isn't|was|wasn't|would|wouldn't|could|couldn't|should|shouldn't|can|can't"
              + "|cannot|will|won't|may|might|must|does|doesn't|has|had|also|only)\\b"
              + "|(?i:too|wrong|incorrect|no(?=\\s*(?:[.,;:!?]|$))|not|bad|inappropriate|unsafe|false|never|less|worse"
              + "|rude|slow|risky|dangerous|unhelpful|harmful|unnecessary|unkind)\\b"
              + "(?:\\s+\\p{Ll}+){0,6}\\s*(?:[.,;:!?]|$|\\n)"
              + "|(?!(?:always|yes|this|his|its|as|perhaps|across|towards|besides|afterwards)\\b)"
              + "\\p{Ll}{3,}(?<!s)s\\b)");

  private static final Pattern ASIDE =
      Pattern.compile(
          "\\s*(?:(?i:while|although|though|even|if|unless|despite|however|like|unlike|on\\s+the|being"
              + "|albeit|and|or|nor|when|depending|though)\\b"
              + "|[^,.;!?\\n]{1,60},\\s*(?:is|was|would|could|may|might|will|can|does|has|seems|isn't"
              + "|wouldn't)\\b)");

  private static final Pattern LAST_STATEMENT =
      Pattern.compile(
          "(?s)(.*[.!?:\\n])[\\s\"'(\\[{<#-]*([A-E]|[b-e](?=\\W*$))[\\s\"')\\]}>.:,;!]*");

  private static final Pattern CONCLUSION =
      Pattern.compile(
          "(?s).*\\p{L}{3,}[^\\n:]*\\n[ \\t]*\\n[\\s\"'(\\[{<#-]*([A-E])[\\s\"')\\]}>.:,;!]*");

  private static final Pattern REFUSAL =
      Pattern.compile(
          "(?i)\\b(?:sorry|as an ai|unable to|can(?:no|')t (?:assist|help|answer|see))");

  private PlaceRules() {}

  static Optional<String> empty(String text) {
    return text.isEmpty() ? Optional.of("empty") : Optional.empty();
  }

  static Optional<String> refusal(String text) {
    return REFUSAL.matcher(text).find() ? Optional.of("refusal") : Optional.empty();
  }

  static Optional<String> letterAlone(String text) {
    return letter(BARE_LETTER, text);
  }

  static Optional<String> several(String text) {
    return LetterLists.begins(text) ? Optional.of(AnswerExtractor.SEVERAL) : Optional.empty();
  }

  private static Optional<String> letter(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.matches()
        ? Optional.of(matcher.group(1).toUpperCase(Locale.ROOT))
        : Optional.empty();
  }

  static Optional<String> leadingLetter(String text, Map<String, String> options) {
    return leading(LEADING_LETTER, text, options)
        .or(() -> leading(LEADING_LOWER_CASE, text, options));
  }

  static Optional<String> leadingOptionWord(String text, Map<String, String> options) {
    return leading(LEADING_OPTION_WORD, text, options);
  }

  private static Optional<String> leading(
      Pattern pattern, String text, Map<String, String> options) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String letter = matcher.group(1).toUpperCase(Locale.ROOT);
    String rest = matcher.group(2);
    boolean own = own(letter, firstSentence(rest), options);
    if (!own && (judges(rest) || aside(text, matcher, rest))) {
      return Optional.empty();
    }
    return Optional.of(isEcho(letter, rest, own, text, options) ? AnswerExtractor.SEVERAL : letter);
  }

  /** Whether other letters are listed after the first, so that the text chooses none. */
  private static boolean isEcho(
      String letter, String rest, boolean own, String text, Map<String, String> options) {
    boolean alone = rest.isBlank() || rest.startsWith("\n") || text.matches("(?s)\\W*\\w\\W*\\n.*");
    for (MatchResult label : LABEL.matcher(text).results().toList()) {
      if (label.group(1).equals(letter) || judges(label.group(2))) {
        continue;
      }
      boolean othersOwn = own(label.group(1), label.group(2), options);
      boolean otherAlone = label.group(2).isBlank();
      if (!own && !alone || othersOwn || otherAlone) {
        return true;
      }
    }
    return false;
  }

  private static boolean own(String letter, String words, Map<String, String> options) {
    String option = options.get(letter);
    return option != null && OptionText.fits(words, option);
  }

  private static String firstSentence(String rest) {
    return rest.lines().findFirst().orElse("");
  }

  private static boolean judges(String rest) {
    return JUDGEMENT.matcher(rest).lookingAt();
  }

  private static boolean aside(String text, Matcher leading, String rest) {
    return text.substring(leading.end(1), leading.start(2)).contains(",")
        && ASIDE.matcher(rest).lookingAt();
  }

  /** An introduction, then one line of the list: "The best action would be:\nB. Call". */
  static Optional<String> optionLine(String text, Map<String, String> options) {
    Optional<String> introduced = introducedLine(text);
    if (introduced.isPresent()) {
      return introduced;
    }
    Set<String> letters = new TreeSet<>();
    for (MatchResult line : LINE_LETTER.matcher(text).results().toList()) {
      if (own(line.group(1), line.group(2), options) || !judges(line.group(2))) {
        letters.add(line.group(1));
      }
    }
    return AnswerExtractor.oneOf(letters);
  }

  private static Optional<String> introducedLine(String text) {
    Matcher line = INTRODUCED_LINE.matcher(text);
    for (int from = 0; line.find(from); from = line.start() + 1) {
      Circumstances around = new Circumstances(text, line.start(), line.end("letter"));
      NounPhrase phrase =
          new NounPhrase(
              around.clauseBefore(),
              line.group("noun").toLowerCase(Locale.ROOT),
              line.group("between"));
      if (phrase.commits() && phrase.names() && !around.voidSentence()) {
        return Optional.of(line.group("letter"));
      }
    }
    return Optional.empty();
  }

  /** "B Call the police": no stop after the letter, but the words of its option. */
  static Optional<String> letterAndText(String text, Map<String, String> options) {
    if (text.length() < 3 || !Character.isWhitespace(text.charAt(1))) {
      return Optional.empty();
    }
    String letter = text.substring(0, 1);
    return Optional.ofNullable(options.get(letter))
        .filter(option -> AnswerText.plain(text.substring(2)).startsWith(AnswerText.plain(option)))
        .map(option -> letter);
  }

  /** A letter alone, after everything else. */
  static Optional<String> lastLine(String text) {
    Matcher last = LAST_STATEMENT.matcher(text);
    if (!last.matches()) {
      return Optional.empty();
    }
    String before = last.group(1).strip();
    String introduction = before.substring(before.lastIndexOf('\n') + 1);
    boolean rejects = before.endsWith(":") && Grammar.REJECTING.matcher(introduction).find();
    return rejects ? Optional.empty() : Optional.of(last.group(2).toUpperCase(Locale.ROOT));
  }

  /** A letter alone in the last paragraph, after paragraphs of words. */
  static Optional<String> conclusion(String text) {
    return letter(CONCLUSION, text);
  }
}
