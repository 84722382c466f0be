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
        JoinedWords.of(question.situation()),
        JoinedWords.of(question.question()),
        question.options().stream()
            .map(JoinedWords::of)
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
    return fields().stream().flatMap(field -> JoinedWords.split(field).stream()).toList();
  }

  /** Situation, question and sorted options. */
  List<String> fields() {
    List<String> fields = new ArrayList<>(List.of(situation, question));
    fields.addAll(options);
    return fields;
  }
}
