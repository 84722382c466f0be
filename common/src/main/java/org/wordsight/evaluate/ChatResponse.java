package org.wordsight.evaluate;

import java.util.List;

/**
 * A model's response to a chat request.
 *
 * @param prompt the text after the chat template, with one placeholder an image
 * @param text the model's text
 * @param logProbabilities one for each letter of the request: natural logarithm, over the whole
 *     vocabulary, at the prompt's last position
 * @param problem the reason why the model could not read the prompt, for a person; empty if it
 *     could
 */
public record ChatResponse(
    String prompt,
    String text,
    List<Double> logProbabilities,
    int promptTokens,
    int answerTokens,
    String problem) {}
