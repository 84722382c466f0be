package org.wordsight.generate;

import java.util.Optional;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.model.architecture.Prompt;

/**
 * A request that the model can read.
 *
 * @param place the request's place in its group
 * @param maximumNewTokens the request's limit, or the rest of the model's positions
 * @param scored the first token of each scored string
 * @param grammar absent if the answer may be anything
 */
record Row(
    int place,
    Prompt prompt,
    int maximumNewTokens,
    Sampling sampling,
    int[] scored,
    Optional<TokenGrammar> grammar) {

  /** A row whose answer may be anything. */
  Row(int place, Prompt prompt, int maximumNewTokens, Sampling sampling, int[] scored) {
    this(place, prompt, maximumNewTokens, sampling, scored, Optional.empty());
  }
}
