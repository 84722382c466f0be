package org.wordsight.generate;

import org.wordsight.model.architecture.Prompt;

/**
 * A request that can be answered.
 *
 * @param place of the request in its group
 * @param maximumNewTokens the request's, or what is left of the model's positions
 * @param scored the first token of each scored string
 */
record Row(int place, Prompt prompt, int maximumNewTokens, Sampling sampling, int[] scored) {}
