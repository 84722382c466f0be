package org.wordsight.evaluate;

import static org.wordsight.evaluate.Grammar.ADVERBS;
import static org.wordsight.evaluate.Grammar.APPROVAL;
import static org.wordsight.evaluate.Grammar.BETWEEN;
import static org.wordsight.evaluate.Grammar.CHOOSE;
import static org.wordsight.evaluate.Grammar.CONNECTIVE;
import static org.wordsight.evaluate.Grammar.IS;
import static org.wordsight.evaluate.Grammar.LETTER;
import static org.wordsight.evaluate.Grammar.NOUN;
import static org.wordsight.evaluate.Grammar.SPEAKER;
import static org.wordsight.evaluate.Grammar.SUPERLATIVE;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sentences that commit to a letter: a closed grammar, in three strengths.
 *
 * <ol>
 *   <li>Declared: the sentence names the answer itself. "The answer is B", "Final answer: B", "I
 *       would choose B", "Therefore, B.", "答案：B".
 *   <li>Judged: the sentence singles one option out. "B is correct", "The least harmful option is
 *       B", "Choose B".
 *   <li>Approved: the sentence praises one option, and may praise others too. "B is appropriate",
 *       "choosing B".
 * </ol>
 *
 * <p>The strongest sentences of a text decide. If they name one letter, it is the answer. If they
 * name several, there is no answer, in any order of them. Sentences that are negated, asked,
 * reported of others, or bound to a condition do not count; see {@link Circumstances}.
 */
final class Declarations {
  private enum Strength {
    DECLARED,
    JUDGED,
    APPROVED
  }

  /** The place of the letter in a sentence. */
  private enum Role {
    /** After a noun with its adjectives: "the best answer is B". */
    OF_NOUN,
    /** After a verb or a connective: "I choose B". */
    OBJECT,
    /** A whole statement: "So B." */
    STATEMENT,
    /** Before its praise: "B is correct". */
    SUBJECT
  }

  private record Form(Strength strength, Role role, Pattern pattern) {
    static Form of(Strength strength, Role role, String pattern) {
      return new Form(strength, role, Pattern.compile("(?i)" + pattern));
    }
  }

  private static final String WORD_START = "(?<![\\p{L}\\p{N}'-])";
  private static final String SENTENCE_START = "(?:(?<=^|[.!?;:\\n]|,)\\s*)";
  private static final String SUBJECT_LETTER =
      WORD_START + "(?-i:(?<letter>[A-Eb-e]))(?!'|-)[\"')\\]}.]*";
  private static final String SUBJECT_VERB =
      "\\s+(?:is|would\\s+be|seems(?:\\s+to\\s+be)?|appears(?:\\s+to\\s+be)?|must\\s+be|remains"
          + "|looks(?:\\s+like)?|should\\s+be|has\\s+to\\s+be)\\s+"
          + ADVERBS;
  private static final String ANSWER_ABROAD =
      "(?:respuesta|resposta|r[eé]ponse|risposta|antwort|antwoord|ответ|odpowiedź|cevap"
          + "|yanıt|đáp\\s+án|svar|opción|opzione|opção|option(?=\\s+(?:est|ist)\\b)|alternativa|elección|escolha|scelta|choix|wahl|lösung|الإجابة|الجواب|उत्तर)";
  private static final String BETWEEN_ABROAD =
      "(?:\\s+(?!(?:no|non|pas|nicht|kein|não|не|niet|nie|inte|değil)\\b)\\p{L}{2,}){0,2}?";
  private static final String IS_ABROAD =
      "\\s*(?:\\b(?:es|est|ist|é|è|to|är|er|là|jest)\\s|هو|هي|है)?\\s*[:—–-]?\\s*"
          + "(?:(?:la|die|el|das|a|l[ae]|de)\\s+)?"
          + "(?:(?:opción|opzione|opção|option|вариант|lettre|letra|lettera)\\s+)?";

  private static final List<Form> FORMS =
      List.of(
          Form.of(Strength.DECLARED, Role.OF_NOUN, WORD_START + NOUN + BETWEEN + IS + LETTER),
          Form.of(Strength.DECLARED, Role.OBJECT, SPEAKER + CHOOSE + LETTER),
          Form.of(
              Strength.DECLARED,
              Role.STATEMENT,
              "\\b(?:final|correct|right|best|my)\\s+(?:answer|choice|option)\\s+" + LETTER),
          Form.of(
              Strength.DECLARED,
              Role.OBJECT,
              "\\b(?:which|that|this)\\s+(?:is|would\\s+be|corresponds\\s+to|matches|aligns\\s+with"
                  + "|is\\s+represented\\s+by)\\s+"
                  + LETTER),
          Form.of(
              Strength.DECLARED,
              Role.STATEMENT,
              SENTENCE_START
                  + "(?:"
                  + CONNECTIVE
                  + "(?:(?<=[^a-zA-Z])|(?![a-zA-Z]))[,:]?\\s*){1,6}"
                  + LETTER),
          Form.of(
              Strength.DECLARED,
              Role.OBJECT,
              "(?<!不|别|非)(?<!不应|不能|不该|不会)(?:答案|回答|选择|選擇|选项|選項|选|選|正解|解答|答え|答|정답|답)\\s*(?:应该|应|應該|應)?"
                  + "(?:是|为|為|は|が|은|는|이)?\\s*[:\\]]?\\s*(?:选|選)?\\s*"
                  + LETTER),
          Form.of(
              Strength.DECLARED,
              Role.OBJECT,
              "最も?(?:合适|适当|恰当|合適|恰當|好|佳|適切|適当|良い|妥当)[^。.!?,\\n]{0,12}?(?:是|为|為|は)\\s*[:\\[]?\\s*"
                  + LETTER),
          Form.of(
              Strength.DECLARED,
              Role.STATEMENT,
              "\\b(?:ich\\s+w(?:ä|ae)hle|je\\s+choisis(?:\\s+la)?|elijo(?:\\s+la)?|escolho(?:\\s+a)?|scelgo(?:\\s+la)?)\\s+"
                  + LETTER),
          Form.of(
              Strength.DECLARED,
              Role.OBJECT,
              "(?<![\\p{L}\\p{N}])" + ANSWER_ABROAD + BETWEEN_ABROAD + IS_ABROAD + LETTER),
          Form.of(
              Strength.JUDGED,
              Role.OBJECT,
              "(?:"
                  + SENTENCE_START
                  + "|\\b(?:so|then|please|just|hence|should)\\s+)"
                  + "(?:choose|select|pick|go\\s+(?:with|for)|opt\\s+for|take|recommend)\\s+"
                  + LETTER),
          Form.of(
              Strength.JUDGED,
              Role.SUBJECT,
              SUBJECT_LETTER + SUBJECT_VERB + "(?:(?:the|my|our|a)\\s+)?" + SUPERLATIVE),
          Form.of(
              Strength.JUDGED,
              Role.SUBJECT,
              SUBJECT_LETTER + "\\s*[:–—-]\\s*(?:right|correct|best|yes|true)\\s*(?=[.,;!\\n(]|$)"),
          Form.of(
              Strength.JUDGED,
              Role.SUBJECT,
              SUBJECT_LETTER
                  + "\\s*(?:选项|選項)?\\s*(?:是|が|は|가|이)?\\s*(?:最(?:合适|恰当|好|佳|適切|适当|合適|恰當)|正确|正確|正解|정답|对的)"),
          Form.of(
              Strength.JUDGED,
              Role.SUBJECT,
              SUBJECT_LETTER
                  + "\\s+(?:es|est|ist|é|è)\\s+(?:(?:la|die|a|le|der|das|el)\\s+)?"
                  + "(?:(?!no\\b|non\\b|pas\\b|nicht\\b)\\p{L}{2,}\\s+)?(?:correct[aeo]?|bonne|meilleure|richtig"
                  + "(?:e|er|es)?|beste|korrekt|certa|corretta|migliore|mejor|melhor|adecuada)\\b"),
          Form.of(
              Strength.APPROVED,
              Role.SUBJECT,
              SUBJECT_LETTER + SUBJECT_VERB + "(?:(?:the|an?)\\s+)?" + APPROVAL),
          Form.of(
              Strength.APPROVED,
              Role.OBJECT,
              "\\b(?:choose|choosing|select|selecting|selected|pick|go\\s+with|recommend)\\s+"
                  + LETTER));

  private Declarations() {}

  /** The letters of the strongest sentences that commit to one; empty if none does. */
  static Set<String> letters(String text) {
    for (Strength strength : Strength.values()) {
      Set<String> letters = letters(text, strength);
      if (!letters.isEmpty()) {
        return letters;
      }
    }
    return Set.of();
  }

  private static Set<String> letters(String text, Strength strength) {
    Set<String> letters = new TreeSet<>();
    for (Form form : FORMS) {
      Matcher match = form.pattern().matcher(text);
      for (int from = 0; from <= text.length() && match.find(from); ) {
        if (strength(form, text, match).filter(strength::equals).isPresent()) {
          letters.add(match.group("letter").toUpperCase(Locale.ROOT));
          letters.addAll(LetterLists.companions(text, match.start("letter"), match.end("letter")));
        }
        // The noun of the next sentence may be inside this match.
        from = Math.max(match.start() + 1, form.role() == Role.OF_NOUN ? 0 : match.end("letter"));
      }
    }
    return letters;
  }

  /** The strength of a match; absent if it commits to nothing. */
  private static Optional<Strength> strength(Form form, String text, Matcher match) {
    Circumstances around = new Circumstances(text, match.start(), match.end());
    return switch (form.role()) {
      case OF_NOUN ->
          LetterMention.ends(text, match)
                  && !LetterLists.beginsOptions(text, match.end("letter"))
                  && !around.voidSentence()
              ? ofNoun(around, match)
              : Optional.empty();
      case OBJECT ->
          LetterMention.ends(text, match)
                  && !around.voidSentence()
                  && !(form.strength() == Strength.APPROVED && around.voidVerb())
              ? Optional.of(form.strength())
              : Optional.empty();
      case STATEMENT ->
          LetterMention.endsStatement(text, match) && !around.voidSentence()
              ? Optional.of(form.strength())
              : Optional.empty();
      case SUBJECT ->
          !around.voidSentence() && around.beginsSubject() && !around.boundToCondition()
              ? Optional.of(form.strength())
              : Optional.empty();
    };
  }

  private static Optional<Strength> ofNoun(Circumstances around, Matcher match) {
    NounPhrase phrase =
        new NounPhrase(
            around.clauseBefore(),
            match.group("noun").toLowerCase(Locale.ROOT),
            match.group("between"));
    if (!phrase.commits()) {
      return Optional.empty();
    }
    if (phrase.oneOfSome()) {
      return Optional.of(Strength.APPROVED);
    }
    return Optional.of(phrase.names() ? Strength.DECLARED : Strength.JUDGED);
  }
}
