package org.wordsight.evaluate;

import java.util.List;
import org.wordsight.chat.Message;
import org.wordsight.vision.RgbImage;

/**
 * One user turn for a model. The model's answer is greedy.
 *
 * @param message the user turn
 * @param images one for each place in the message
 * @param letters the letters whose log-probabilities are wanted
 */
public record ChatRequest(
    Message message, List<RgbImage> images, int maximumNewTokens, List<String> letters) {}
