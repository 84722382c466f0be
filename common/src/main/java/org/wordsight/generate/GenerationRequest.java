package org.wordsight.generate;

import java.util.List;
import org.wordsight.vision.RgbImage;

/**
 * One answer asked for.
 *
 * @param prompt the rendered chat, one placeholder for each image
 * @param images in the order of their placeholders
 * @param maximumNewTokens at which the answer is cut off; 0 scores without answering
 * @param scoredTokens strings whose first token's log-probability is wanted as the answer's first
 */
public record GenerationRequest(
    String prompt,
    List<RgbImage> images,
    int maximumNewTokens,
    Sampling sampling,
    List<String> scoredTokens) {
  public GenerationRequest {
    if (maximumNewTokens < 0) {
      throw new IllegalArgumentException(
          "maximumNewTokens is " + maximumNewTokens + ", expected 0 or more");
    }
    images = List.copyOf(images);
    scoredTokens = List.copyOf(scoredTokens);
  }
}
