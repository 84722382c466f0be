package org.wordsight.judge;

import java.io.Serializable;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A judge's answers to one question.
 *
 * @param key the letter of the answer that the question's author gave
 * @param answers one for each time that the judge was asked, in this order; at least one
 */
public record Judgement(String key, List<JudgedAnswer> answers) implements Serializable {
  private static final long serialVersionUID = 1L;

  public Judgement {
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("no answers");
    }
  }

  /** The number of answers that are the key. */
  public int agreeing() {
    return (int) answers.stream().filter(answer -> answer.letter().equals(key)).count();
  }

  /** The share of the answers that are the key. An answer that did not come does not agree. */
  public double agreement() {
    return (double) agreeing() / answers.size();
  }

  /** The mean probability of the letters given; absent if no answer has one. */
  public OptionalDouble confidence() {
    return answers.stream()
        .mapToDouble(JudgedAnswer::probability)
        .filter(probability -> !Double.isNaN(probability))
        .average();
  }
}
