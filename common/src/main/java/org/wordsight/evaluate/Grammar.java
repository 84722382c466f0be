package org.wordsight.evaluate;

import java.util.regex.Pattern;

/**
 * The words of the grammar in {@link Declarations}. The lists are closed. A word that is missing
 * here can make a text INVALID, but can never give it another letter.
 */
final class Grammar {
  /** A letter, with or without the noun that it names, in quotes or brackets. */
  static final String LETTER =
      "(?:(?:the\\s+)?(?:option|choice|action|answer|letter|statement|alternative|candidate"
          + "|number|opci[oó]n|op[cç][aã]o|opzione|选项|選項)\\s*[:#]?\\s*)?"
          + "[\"'(\\[{<]*[ \\t]*(?<letter>[A-Ea-e])"
          + "(?![\\p{L}\\p{N}_&&[^\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}]])"
          + "(?!'\\p{L}|-\\p{L}|\\.\\p{L}\\.)";

  /** Nouns for a bad quality; after "least" they are praise. */
  private static final String FAULT =
      "(?:harmful|dangerous|risky|hurtful|rude|selfish|disruptive|inappropriate|insensitive"
          + "|irresponsible|unhelpful|unsafe|unethical|unkind|unreasonable|unsuitable|improper"
          + "|immoral|offensive|aggressive|violent|confrontational|intrusive|invasive|negative"
          + "|costly|severe|bad|poor|wrong|incorrect|cruel|careless|reckless|ineffective"
          + "|inefficient|passive|disrespectful|embarrassing|impolite|stressful|painful|damaging"
          + "|problematic|objectionable|unlikely|invalid|weak|foolish|stupid|thoughtless|hostile"
          + "|illegal|unfair|upsetting|distressing|awkward|slow|unacceptable|extreme)";

  /** Words before a noun that reject the option: "the wrong", "the least kind". */
  static final Pattern REJECTING =
      Pattern.compile(
          "(?i)\\b(?:worst|worse|never|not|nor|no|neither|false|eliminated|excluded|rejected"
              + "|ruled|discarded|weakest|riskiest|rudest|poorest|slowest|harshest|less"
              + "|least(?!\\s+"
              + FAULT
              + "\\b)|(?<!least\\s)"
              + FAULT
              + ")\\b|n't\\b");

  /** Words before a noun that name one option among others: "another", "the second". */
  static final Pattern AMONG_OTHERS =
      Pattern.compile(
          "(?i)\\b(?:other|second|third|fourth|fifth|last|next|remaining|possible|potential"
              + "|plausible|tempting|obvious|usual|common|typical|previous|different|similar"
              + "|best\\s+wrong|popular)\\b");

  /** Words before a noun that mark the chosen option. */
  static final Pattern CHOOSING =
      Pattern.compile(
          "(?i)\\b(?:best|correct|right|final|proper|appropriate|suitable|ideal|optimal|chosen"
              + "|selected|recommended|preferred|only|overall|true|definitive|own|immediate"
              + "|initial|first)\\b");

  /** The nouns of declarations. */
  static final String NOUN =
      "(?<noun>courses?\\s+of\\s+(?:(?:initial|first|immediate)\\s+)?action|answer|ans\\.?|choice|option"
          + "|action|selection|response|pick|decision|conclusion|verdict|solution|step|reply"
          + "|recommendation|suggestion|vote|guess|preference|letter|thing\\s+to\\s+do"
          + "|way\\s+to\\s+\\p{L}+|move|approach|output|result|prediction|best"
          + "|(?:most|least)\\s+\\p{L}+(?=\\s+(?:is|was|would|should|must|will)\\b)|one|thing)";

  static final String ADVERBS =
      "(?:(?:clearly|definitely|certainly|probably|most\\s+likely|likely|obviously|simply"
          + "|therefore|thus|hence|indeed|undoubtedly|surely|of\\s+course|actually|just|then|still"
          + "|always|really|arguably|absolutely|easily|also|by\\s+far|in\\s+fact|in\\s+my\\s+(?:opinion"
          + "|view)|I\\s+think|I\\s+believe|without\\s+(?:a\\s+|any\\s+)?doubt)\\b,?\\s*){0,6}";

  /** Between noun and verb: "of the five", "in this situation", "to take". */
  static final String BETWEEN =
      "(?<between>(?:\\s+(?!(?:be|is|was|are|were|isn't|wasn't|not|never|if|unless|but|because|than)\\b"
          + "|(?-i:[A-E]\\b))[\\p{L}\\p{N}'-]+){0,10}?"
          + "(?:\\s+(?:among|of|between|from|to|out\\s+of)\\s+(?-i:[A-E])(?:(?:\\s*,\\s*(?:and\\s+|or\\s+)?"
          + "|\\s+(?:and|or|to)\\s+|-)(?-i:[A-E])){1,4})?(?:,[^,.;:?\\n]{1,40},)?)";

  static final String IS =
      "(?:(?:\\s+(?:would|should|must|will|has\\s+to|ought\\s+to|can\\s+only)\\s+"
          + ADVERBS
          + "be|\\s+(?:is|was|remains|becomes)|'s)\\b[ \\t]*,?[ \\t]*"
          + ADVERBS
          + ":?[ \\t]*|[\"']?\\s*(?::|=+>?|-+>|→|⇒|[-–—](?=\\s))\\s*"
          + ADVERBS
          + ")(?:not\\s+(?:option\\s+)?\\(?[A-E]\\)?,?\\s+but\\s+(?:rather\\s+)?)?"
          + "(?:to\\s+(?:choose|select|pick|take|go\\s+with)\\s+|that\\s+of\\s+)?";

  static final String SPEAKER =
      "(?<![\\p{L}'])(?:I|we)(?:'d|'ll|'ve|'m|'re|\\s+(?:would|will|shall|must|do|have|am|are|should"
          + "|need|want|had|to|choose\\s+to|inclined|going)){0,8}\\s+"
          + ADVERBS;

  static final String CHOOSE =
      "(?:choose|chose|chosen|choosing|select(?:ed|ing)?|pick(?:ed|ing)?|go(?:ing)?\\s+(?:with|for)"
          + "|went\\s+with|with|opt(?:ed|ing)?\\s+for|recommend(?:ed|ing)?|suggest|vot(?:e|ing)\\s+for"
          + "|settled?\\s+on|prefer|propose|answer|say|favou?r|advise|decided?\\s+on"
          + "|stick(?:ing)?\\s+with|lean(?:ing)?\\s+towards?|take"
          + "|(?:think|believe|say)\\s+(?:that\\s+)?it(?:'s|\\s+is|\\s+would\\s+be))\\s+"
          + "(?:(?:choosing|selecting|picking|taking|to\\s+choose)\\s+)?";

  /**
   * "So", "Therefore,", "I think": words that may come before a letter that is a whole statement.
   */
  static final String CONNECTIVE =
      "(?:(?:and|but)\\s+)?(?:but|rather|so|therefore|thus|hence|consequently|accordingly|ergo|finally|overall"
          + "|in\\s+(?:conclusion|short|summary|the\\s+end)|to\\s+(?:conclude|sum\\s+up)|conclusion"
          + "|result|definitely|clearly|probably|obviously|certainly|sure|okay|ok|yes"
          + "|I(?:'d|\\s+would)?\\s+(?:think|believe|say|guess|answer)(?:\\s+that)?(?:\\s+it(?:'s|\\s+is))?"
          + "|(?:it|that|this)(?:'s|\\s+is|\\s+(?:would|must|should|will|has\\s+to|can\\s+only)\\s+be)"
          + "|(?:based\\s+on|given|considering|looking\\s+at|in|for|from|after)\\s+[^,.;:?!\\n]{1,60}(?=,)"
          + "|if\\s+(?:I|we)\\s+(?:had|have|must|were|was|am)\\b[^,.;?\\n]{0,40}"
          + "|por\\s+(?:lo\\s+)?tanto|donc|also|因此|所以|よって|したがって|∴|=+>|-+>|→|⇒)";

  /** Praise that only one option can have. */
  static final String SUPERLATIVE =
      "(?:(?:single|very|overall|only)\\s+)?(?:best|correct|right(?!\\s+(?:away|now|there|after"
          + "|before|next|beside|to)\\b)|proper|ideal|optimal|answer|winner|safest|wisest|kindest"
          + "|preferable|most\\s+(?!"
          + FAULT
          + "\\b)\\p{L}+|least\\s+"
          + FAULT
          + "|way\\s+to\\s+go|one(?=\\s*(?:[.!\\n]|$))|what\\s+I(?:'d|\\s+would|\\s+will)\\s+"
          + "(?:choose|do|pick|select))(?![\\p{L}-])";

  /** Praise that several options may share. */
  static final String APPROVAL =
      "(?:appropriate|suitable|chosen|selected|preferred|recommended|advisable|(?:better|more\\s+(?:appropriate"
          + "|suitable))(?!\\s+than\\b(?!\\s+(?:the|all|any|every)\\b)))(?![\\p{L}-])";

  private Grammar() {}
}
