package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * What every request of a plan has in common.
 *
 * @param teacher the hash of what answers: the checkpoint's content and its precision
 * @param temperature 0 is greedy
 * @param topP the share of probability that is sampled from
 * @param maximumNewTokens length of one answer in tokens
 */
public record RequestParameters(
    String teacher, double temperature, double topP, int maximumNewTokens) implements Serializable {
  private static final long serialVersionUID = 1L;
}
