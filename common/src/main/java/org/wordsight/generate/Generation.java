package org.wordsight.generate;

import java.util.List;

/**
 * An answer.
 *
 * @param text the new tokens as text, without special tokens
 * @param ids the new tokens; the token that ended the answer is one of them
 * @param promptTokens tokens of the prompt; those of images count too
 * @param logProbabilities for each scored string, the natural logarithm of the probability that its
 *     first token is the answer's first, over the whole vocabulary
 * @param problem the reason why the request was refused; else empty
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

  /** The number of prompt tokens of a group. Refused requests do not count. */
  public static long promptTokens(List<Generation> group) {
    return group.stream()
        .filter(generation -> generation.reason() != FinishReason.REFUSED)
        .mapToLong(Generation::promptTokens)
        .sum();
  }
}
