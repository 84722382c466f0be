package org.wordsight.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A multiple-choice decision question in text. This class alone says what makes a question valid.
 * Code that reads questions from outside calls {@link #flaws} first, since the constructor refuses
 * an invalid question.
 *
 * @param situation the scene, not blank
 * @param question the question about the scene, not blank
 * @param options 2 to 26 texts without letters; none is blank, and no two are equal apart from case
 *     and outer space
 * @param answer the letter of one of the options, "A" being the first
 * @param rationale the reason for the answer; empty if the author gave none
 */
public record Question(
    String situation, String question, List<String> options, String answer, String rationale)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  public static final int MINIMUM_OPTIONS = 2;
  public static final int MAXIMUM_OPTIONS = 26;

  /** The reason why a question is not valid: the broken rule, and the detail. */
  public record Flaw(Rule rule, String detail) {}

  /** The rules that {@link Flaw} names. */
  public enum Rule {
    BLANK_SITUATION,
    BLANK_QUESTION,
    NUMBER_OF_OPTIONS,
    BLANK_OPTION,
    REPEATED_OPTION,
    ANSWER_NOT_AN_OPTION
  }

  public Question {
    options = List.copyOf(options);
    List<Flaw> flaws = flaws(situation, question, options, answer);
    if (!flaws.isEmpty()) {
      throw new IllegalArgumentException("Not a question: " + flaws.get(0).detail());
    }
  }

  /** Every rule that the parts of a question break, in the order of the parts. */
  public static List<Flaw> flaws(
      String situation, String question, List<String> options, String answer) {
    List<Flaw> flaws = new ArrayList<>();
    if (situation.isBlank()) {
      flaws.add(new Flaw(Rule.BLANK_SITUATION, "situation is empty, expected a text"));
    }
    if (question.isBlank()) {
      flaws.add(new Flaw(Rule.BLANK_QUESTION, "question is empty, expected a text"));
    }
    if (options.size() < MINIMUM_OPTIONS || options.size() > MAXIMUM_OPTIONS) {
      flaws.add(
          new Flaw(
              Rule.NUMBER_OF_OPTIONS,
              "options has %d entries, expected %d to %d"
                  .formatted(options.size(), MINIMUM_OPTIONS, MAXIMUM_OPTIONS)));
      return flaws;
    }
    flaws.addAll(optionFlaws(options));
    if (letterIndex(answer).filter(index -> index < options.size()).isEmpty()) {
      flaws.add(
          new Flaw(
              Rule.ANSWER_NOT_AN_OPTION,
              "answer is \"%s\", expected a letter from A to %s"
                  .formatted(answer, letter(options.size() - 1))));
    }
    return flaws;
  }

  private static List<Flaw> optionFlaws(List<String> options) {
    List<Flaw> flaws = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i).strip();
      if (option.isEmpty()) {
        flaws.add(new Flaw(Rule.BLANK_OPTION, "option " + letter(i) + " is empty"));
      } else if (!seen.add(option.toLowerCase(Locale.ROOT))) {
        flaws.add(
            new Flaw(
                Rule.REPEATED_OPTION,
                "option %s repeats an earlier one: \"%s\"".formatted(letter(i), option)));
      }
    }
    return flaws;
  }

  /** The letter of the option at an index; index 0 is "A". */
  public static String letter(int index) {
    return String.valueOf((char) ('A' + index));
  }

  private static Optional<Integer> letterIndex(String answer) {
    boolean isLetter = answer.length() == 1 && answer.charAt(0) >= 'A' && answer.charAt(0) <= 'Z';
    return isLetter ? Optional.of(answer.charAt(0) - 'A') : Optional.empty();
  }

  /** The place of the right option, 0 being the first. */
  public int answerIndex() {
    return answer.charAt(0) - 'A';
  }

  /** The text of the right option. */
  public String answerText() {
    return options.get(answerIndex());
  }

  /** The options as every prompt shows them: one option a line, "A. …". */
  public String optionLines() {
    return String.join("\n", lettered());
  }

  /** The options with their letters: "A. …". */
  public List<String> lettered() {
    List<String> lettered = new ArrayList<>(options.size());
    for (int i = 0; i < options.size(); i++) {
      lettered.add(letter(i) + ". " + options.get(i));
    }
    return List.copyOf(lettered);
  }
}
