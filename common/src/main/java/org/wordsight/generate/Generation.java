package org.wordsight.generate;

import java.util.List;

/**
 * An answer.
 *
 * @param text of the new tokens, special tokens left out
 * @param ids the new tokens, the one that ended the answer included
 * @param promptTokens images' tokens included
 * @param logProbabilities for each scored string, the natural logarithm of the probability, over
 *     the whole vocabulary, that its first token is the answer's first
 * @param problem why the request was refused; else empty
 */
public record Generation(
    String text,
    int[] ids,
    int promptTokens,
    FinishReason reason,
    double[] logProbabilities,
    String problem) {

  static Generation refused(int promptTokens, String problem) {
    return new Generation(
        "", new int[0], promptTokens, FinishReason.REFUSED, new double[0], problem);
  }

  /** All prompt tokens of a group, those of refused requests excluded. */
  public static long promptTokens(List<Generation> group) {
    return group.stream()
        .filter(generation -> generation.reason() != FinishReason.REFUSED)
        .mapToLong(Generation::promptTokens)
        .sum();
  }
}
