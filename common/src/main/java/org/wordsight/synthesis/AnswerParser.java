package org.wordsight.synthesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.wordsight.config.SynthesisConfig.Rule;
import org.wordsight.data.Candidate;
import org.wordsight.data.Question;
import org.wordsight.synthesis.ItemFields.Field;
import org.wordsight.text.Reasoning;

/**
 * Reads the questions in a teacher's answer, without its reasoning, since drafts are not questions.
 * A whole item becomes a candidate. Everything else becomes a rejection with its reason. Nothing is
 * invented. Items are repaired only as {@link ObjectReader}, {@link QuotedText}, {@link
 * ItemFields}, {@link OptionsReader} and {@link AnswerLetter} say.
 */
public final class AnswerParser implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EnumSet<Rule> rules;

  /** Null if options keep the teacher's letters. */
  private final OptionShuffle shuffle;

  /** A parser that also refuses questions that break one of these rules. */
  public AnswerParser(Set<Rule> rules) {
    this(rules, null);
  }

  private AnswerParser(Set<Rule> rules, OptionShuffle shuffle) {
    this.rules = rules.isEmpty() ? EnumSet.noneOf(Rule.class) : EnumSet.copyOf(rules);
    this.shuffle = shuffle;
  }

  /**
   * A parser of the same rules that also gives options new letters, so that no letter is favoured.
   */
  public AnswerParser shuffling(long seed) {
    return new AnswerParser(rules, new OptionShuffle(seed));
  }

  /** The content of an answer. */
  public record Parsed(List<Candidate> candidates, List<Rejection> rejections) {
    public Parsed {
      candidates = List.copyOf(candidates);
      rejections = List.copyOf(rejections);
    }
  }

  /**
   * Reads one answer.
   *
   * @param ordinal the request's place in the plan
   */
  public Parsed parse(String requestId, int ordinal, String answer) {
    List<Candidate> candidates = new ArrayList<>();
    List<Rejection> rejections = new ArrayList<>();
    String said = Reasoning.removed(answer);
    List<ItemScanner.Found> found = ItemScanner.scan(said);
    for (int position = 0; position < found.size(); position++) {
      ItemScanner.Found entry = found.get(position);
      try {
        Question question = question(entry);
        candidates.add(
            new Candidate(
                requestId,
                ordinal,
                position,
                shuffle == null ? question : shuffle.shuffled(requestId, position, question)));
      } catch (Refusal refusal) {
        rejections.add(
            new Rejection(
                Candidate.id(requestId, position),
                refusal.reason(),
                refusal.getMessage(),
                entry.raw()));
      }
    }
    if (found.isEmpty()) {
      rejections.add(
          new Rejection(requestId, RejectionReason.NO_ITEMS, nothing(answer, said), answer));
    }
    return new Parsed(candidates, rejections);
  }

  private static String nothing(String answer, String said) {
    if (answer.isBlank()) {
      return "the answer is empty";
    }
    return said.length() < answer.length()
        ? "the answer holds no JSON object outside its reasoning"
        : "the answer holds no JSON object";
  }

  private Question question(ItemScanner.Found found) throws Refusal {
    if (found instanceof ItemScanner.Broken broken) {
      throw new Refusal(broken.reason(), broken.detail());
    }
    Question question = read(((ItemScanner.Item) found).node());
    for (Rule rule : rules) {
      QuestionRules.check(rule, question);
    }
    return question;
  }

  /** Reads a question from JSON in any of the forms that teachers and people write. */
  static Question read(JsonNode item) throws Refusal {
    ItemFields fields = ItemFields.of(item);
    String situation = fields.text(Field.SITUATION);
    String question = fields.text(Field.QUESTION);
    Options read = OptionsReader.read(fields.required(Field.OPTIONS));
    List<String> options = read.texts();
    String answer = AnswerLetter.read(fields.required(Field.ANSWER), read);
    List<Question.Flaw> flaws = Question.flaws(situation, question, options, answer);
    if (!flaws.isEmpty()) {
      throw new Refusal(RejectionReason.of(flaws.get(0).rule()), flaws.get(0).detail());
    }
    return new Question(situation, question, options, answer, fields.optionalText(Field.RATIONALE));
  }
}
