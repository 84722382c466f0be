package org.wordsight.generate;

import java.util.List;
import java.util.Optional;
import org.wordsight.grammar.TokenGrammar;
import org.wordsight.vision.RgbImage;

/**
 * A request for one answer.
 *
 * @param prompt the rendered chat, with one placeholder for each image
 * @param images in the order of their placeholders
 * @param maximumNewTokens the length at which the answer is cut off; 0 scores without an answer
 * @param scoredTokens strings whose first token is scored as the answer's first; their scores are
 *     over the whole vocabulary, also with a grammar
 * @param grammar the grammar of this model that the answer must follow; absent if the answer may be
 *     anything
 */
public record GenerationRequest(
    String prompt,
    List<RgbImage> images,
    int maximumNewTokens,
    Sampling sampling,
    List<String> scoredTokens,
    Optional<TokenGrammar> grammar) {
  public GenerationRequest {
    if (maximumNewTokens < 0) {
      throw new IllegalArgumentException(
          "maximumNewTokens is " + maximumNewTokens + ", expected 0 or more");
    }
    images = List.copyOf(images);
    scoredTokens = List.copyOf(scoredTokens);
  }

  /** A request whose answer may be anything. */
  public GenerationRequest(
      String prompt,
      List<RgbImage> images,
      int maximumNewTokens,
      Sampling sampling,
      List<String> scoredTokens) {
    this(prompt, images, maximumNewTokens, sampling, scoredTokens, Optional.empty());
  }
}
