package org.wordsight.synthesis;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.data.Question;
import org.wordsight.data.Sha256;

/**
 * Gives the options of a question new letters, so that no letter is right more often than another.
 * The new order depends only on the seed, the request and the question's place in the answer, and
 * on no other question.
 *
 * <p>The right option's letter is balanced inside each answer: of n questions in a row with n
 * options, each letter is right once. The other options are in a random order.
 *
 * @param seed {@code synthesis.seed}
 */
record OptionShuffle(long seed) implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * The question with its options in the new order, and with the new letters in its rationale. A
   * question whose options or text refer to options by letter or place stays as the teacher wrote
   * it.
   *
   * @throws Refusal if the rationale may name an option by its letter or place, and it is not clear
   *     which one. That also happens if the new order is the old one, since letters would not be
   *     balanced otherwise
   */
  Question shuffled(String requestId, int position, Question question) throws Refusal {
    if (OptionReferences.in(question)) {
      return question;
    }
    List<Integer> order = order(requestId, position, question);
    List<String> options = order.stream().map(question.options()::get).toList();
    return new Question(
        question.situation(),
        question.question(),
        options,
        Question.letter(order.indexOf(question.answerIndex())),
        RationaleLetters.mended(question, order));
  }

  /** The old place of the option at each new place. */
  private List<Integer> order(String requestId, int position, Question question) {
    int options = question.options().size();
    List<Integer> letters = byHash(options, hash("letters", requestId).add(options).number());
    int right = letters.get(position % options);
    List<Integer> order =
        new ArrayList<>(byHash(options, hash("options", requestId).add(position).number()));
    order.remove(Integer.valueOf(question.answerIndex()));
    order.add(right, question.answerIndex());
    return order;
  }

  /** The numbers below {@code count} in a random order. */
  private static List<Integer> byHash(int count, long seed) {
    return IntStream.range(0, count)
        .boxed()
        .sorted(Comparator.comparing(i -> new Sha256().add(seed).add(i).hex()))
        .toList();
  }

  private Sha256 hash(String use, String requestId) {
    return new Sha256().add(use).add(seed).add(requestId);
  }
}
