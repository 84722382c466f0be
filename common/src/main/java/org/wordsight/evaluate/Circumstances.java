package org.wordsight.evaluate;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges the words around a sentence that names a letter. The sentence may be negated, asked,
 * reported of others, a first thought, or bound to a condition.
 */
final class Circumstances {
  private static final Pattern SENTENCE_BREAK = Pattern.compile("[.!?;\\n](?=\\s|$)|\\n");
  private static final Pattern CLAUSE_BREAK =
      Pattern.compile("[.!?;:,\\n(](?=\\s|$)|\\n|\\s[–—-]\\s|,");

  /** "I do not think that", "it is not true that", "I doubt that". */
  private static final Pattern NEGATED =
      Pattern.compile(
          "(?i)(?:n't|\\bnot|\\bcannot|\\bnever|(?<!\\bno )(?<!\\bnot )(?<!\\bwithout )(?<!\\bany )(?<!\\ba )\\bdoubt(?:ful)?|\\bdeny|\\bdisagree"
              + "|\\bfalse|\\bwrong|\\bincorrect|\\bmistaken?|\\bnobody|\\bno\\s+one)"
              + "(?:\\s+(?:yet|really|necessarily|to|quite|be|am|is|would|can|could|was|will|do|should|ever"
              + "|think|believe|say|agree|true|sure|certain|convinced|clear|the\\s+case|feel|suggest"
              + "|mean|conclude|know|guess|expect|claim|assume|accept|consider|recommend|whether|that))*\\s*$");

  private static final Pattern LAST_DETERMINER =
      Pattern.compile("(?is)^(.*)\\b(?:the|my|our|an?)\\s+[^,]*$");

  /** "Some would say", "at first", "whether", "it may seem that". */
  private static final Pattern REPORTED =
      Pattern.compile(
          "(?i)\\b(?:(?:some|others|many|people|someone|somebody|one|you|they|he|she)\\s+"
              + "(?:(?:people|might|may|could|would|will|can|often)\\s+)*"
              + "(?:think|say|argue|believe|claim|suggest|choose|assume|feel|select|pick|answer)s?"
              + "|at\\s+first|initially|originally|first\\s+(?:thought|thinking|glance|instinct)"
              + "|may\\s+seem|might\\s+seem|could\\s+seem|might\\s+think|may\\s+think|whether|suppose"
              + "|assuming|unless|though|even\\s+if|tempt(?:ed|ing)|would\\s+have|could\\s+argue"
              + "|how\\s+would|why)\\b[^.!?;\\n]*$|(?:falsche|schlechteste|\\bpeor\\b|\\bpire\\b|mauvaise"
              + "|\\bincorrect[ae]|\\berrad[ao]|sbagliat|peggiore|неправильн|неверн|错误|不正确|最不|間違)[^.!?;\\n]*$");

  /** "If he is hurt, …". But "if I had to choose" and "if we look" are not conditions. */
  private static final Pattern CONDITION =
      Pattern.compile(
          "(?i)(?:^|[,:]|\\b(?:and|but|so|then|only|or))\\s*(?:if|unless|in\\s+case|suppos(?:e|ing)"
              + "|assuming|provided)\\b(?!\\s+(?:I|we|you|one)\\s+(?:had|have|must|were\\s+to|was|am|look"
              + "|consider|think|see|need)\\b)(?!\\s+(?:forced|necessary|asked|possible|so)\\b)"
              + "[^.!?;\\n]*$");

  private static final Pattern CONDITION_AFTER =
      Pattern.compile(
          "(?i)[\\])}\"']*,?\\s*(?:\\([^()\\n]*\\)\\s*)?(?:(?:only|just|and\\s+only)\\s+)?"
              + "(?:if|unless|provided|in\\s+case|only\\s+when|as\\s+long\\s+as|depending)\\b(?!\\s+(?:I|we|you)\\s+(?:had|have|must|look|consider))");

  private static final Pattern CONDITION_LATER =
      Pattern.compile("(?i)[^.!?;,\\n]*\\b(?<!even\\s)(?:if|unless|provided|only\\s+when)\\b");
  private static final Pattern STOP = Pattern.compile("[.!\\n](?=\\s|$)|\\?");

  private static final Pattern VOID_VERB =
      Pattern.compile(
          "(?i)\\b(?:worst|wrong|incorrect|inappropriate|least|never|avoid|not|no|nor|neither|cannot"
              + "|if|when|could|might|may|can|some|others|people|tempt\\w*|who|those|whoever|anyone"
              + "|instead|rather|than|without|before|against|were|why|whether|must\\s+you|refuse\\w*"
              + "|hesitat\\w*|nobody|asked|unable)\\b|n't\\b");

  private static final Pattern GERUND_DISCUSSED =
      Pattern.compile(
          "(?i)[\\])}\"'.]*\\s+(?:is|was|would|could|might|may|will|means|seems|does|can|risks|ignores)\\b");

  /** Words after which a letter may begin a clause as its subject. */
  private static final Pattern SUBJECT_LEAD =
      Pattern.compile(
          "(?i)(?:^|[.!?;:,\\n(>\"\\[–—-]\\s*|\\b(?:option|choice|answer|action|letter|response"
              + "|statement|alternative|number|that|so|thus|therefore|hence|think|believe|say|feel"
              + "|guess|because|since|as|but|while|and|or|clearly|however|then|only|here|conclude"
              + "|overall|obviously|is|choosing|selecting|picking|taking|opción|opção|opzione)\\s+"
              + "|[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]\\s*)[\"'(\\[{]*$");

  private static final Pattern NEITHER =
      Pattern.compile("(?i)\\b(?:neither|nor|none|not)\\b[^.!?;,\\n]*$");

  /** Words farther away do not count for a sentence. */
  private static final int LONGEST = 300;

  private final String text;
  private final int start;
  private final int end;

  /**
   * @param start the beginning of the sentence's form
   * @param end the end of the form
   */
  Circumstances(String text, int start, int end) {
    this.text = text;
    this.start = start;
    this.end = end;
  }

  /** The words of the same sentence before the form. */
  private String sentenceBefore() {
    return after(SENTENCE_BREAK);
  }

  /** The words of the same clause before the form. */
  String clauseBefore() {
    return after(CLAUSE_BREAK);
  }

  private String after(Pattern breaks) {
    Matcher matcher = breaks.matcher(text).region(0, start);
    matcher.useTransparentBounds(true);
    int from = 0;
    while (matcher.find()) {
      from = matcher.end();
    }
    return text.substring(Math.max(from, start - LONGEST), start);
  }

  /** Whether the sentence is negated, asked, reported of others or bound to a condition. */
  boolean voidSentence() {
    return NEGATED.matcher(determinerCut(clauseBefore())).find()
        || REPORTED.matcher(clauseBefore()).find()
        || CONDITION.matcher(sentenceBefore()).find()
        || CONDITION_AFTER.matcher(text).region(end, text.length()).lookingAt()
        || asked();
  }

  /** The words before "the answer". Its adjectives are judged elsewhere. */
  private static String determinerCut(String clause) {
    return LAST_DETERMINER.matcher(clause).replaceAll("$1");
  }

  /** Whether the next end of a sentence is a question mark. */
  private boolean asked() {
    Matcher stop = STOP.matcher(text);
    return stop.find(end) && stop.group().equals("?");
  }

  /** Whether a bare verb is in a clause that denies, permits or reports it. */
  boolean voidVerb() {
    return VOID_VERB.matcher(sentenceBefore()).find()
        || VOID_VERB.matcher(clauseBefore()).find()
        || GERUND_DISCUSSED.matcher(text).region(end, text.length()).lookingAt();
  }

  /** Whether the letter is a subject by itself: not "plan B", not "neither A nor B". */
  boolean beginsSubject() {
    String before = text.substring(Math.max(0, start - 60), start);
    return SUBJECT_LEAD.matcher(before).find() && !NEITHER.matcher(clauseBefore()).find();
  }

  /** "B is correct only if", "B would be best when". */
  boolean boundToCondition() {
    return CONDITION_LATER.matcher(text).region(end, text.length()).lookingAt();
  }
}
