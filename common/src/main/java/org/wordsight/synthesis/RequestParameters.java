package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * The parameters that all requests of a plan share.
 *
 * @param teacher the hash of the teacher: the checkpoint's content and its precision
 * @param temperature 0 is greedy
 * @param topP the share of probability from which tokens are sampled
 * @param maximumNewTokens the most tokens of one answer
 */
public record RequestParameters(
    String teacher, double temperature, double topP, int maximumNewTokens) implements Serializable {
  private static final long serialVersionUID = 1L;
}
