package org.wordsight.dedup;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.wordsight.data.Question;
import org.wordsight.data.Sha256;

/**
 * A question in the form in which questions are compared: normalised words, and options sorted by
 * their text. Letters, order and typography make no difference. Answer and rationale are left out.
 */
public record QuestionText(String situation, String question, List<String> options)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public QuestionText {
    options = List.copyOf(options);
  }

  public static QuestionText of(Question question) {
    return new QuestionText(
        Words.of(question.situation()).joined(),
        Words.of(question.question()).joined(),
        question.options().stream()
            .map(option -> Words.of(option).joined())
            .sorted(Comparator.naturalOrder())
            .toList());
  }

  /** The same text for exact duplicates: equal normalised fields, and options in any order. */
  public String exactKey() {
    Sha256 hash = new Sha256().add(situation).add(question);
    options.forEach(hash::add);
    return hash.hex();
  }

  /** Situation, question and sorted options as one sequence of words. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    addWords(situation, words);
    addWords(question, words);
    options.forEach(option -> addWords(option, words));
    return words;
  }

  private static void addWords(String joined, List<String> words) {
    if (!joined.isEmpty()) {
      words.addAll(List.of(joined.split(" ")));
    }
  }
}
