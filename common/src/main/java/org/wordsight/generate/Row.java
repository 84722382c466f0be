package org.wordsight.generate;

import org.wordsight.model.architecture.Prompt;

/**
 * A request that the model can read.
 *
 * @param place the request's place in its group
 * @param maximumNewTokens the request's limit, or what is left of the model's positions
 * @param scored the first token of each scored string
 */
record Row(int place, Prompt prompt, int maximumNewTokens, Sampling sampling, int[] scored) {}
