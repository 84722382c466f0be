package org.wordsight.evaluate;

import java.util.List;
import org.wordsight.chat.Message;
import org.wordsight.vision.RgbImage;

/**
 * One question to a model; the answer is greedy.
 *
 * @param message the only turn
 * @param images as many as the message has places for
 * @param letters whose first tokens' log-probabilities are wanted
 */
public record ChatRequest(
    Message message, List<RgbImage> images, int maximumNewTokens, List<String> letters) {}
