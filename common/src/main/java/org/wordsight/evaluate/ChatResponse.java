package org.wordsight.evaluate;

import java.util.List;

/**
 * A model's answer.
 *
 * @param prompt the text after the chat template, image placeholders unexpanded
 * @param text what the model wrote
 * @param logProbabilities of the request's letters: natural, over the whole vocabulary, at the
 *     prompt's last position
 * @param problem why the model could not be asked, for a person; empty: it was
 */
public record ChatResponse(
    String prompt,
    String text,
    List<Double> logProbabilities,
    int promptTokens,
    int answerTokens,
    String problem) {}
