package org.wordsight.train;

import java.nio.FloatBuffer;

/**
 * The state of a run between two steps. Everything else follows from the plan.
 *
 * @param stepsDone optimiser steps taken
 * @param parameters the adapter's flat vector
 * @param firstMoments AdamW's first moments, in the same layout
 * @param secondMoments AdamW's second moments, in the same layout
 */
public record TrainingState(
    int stepsDone, FloatBuffer parameters, FloatBuffer firstMoments, FloatBuffer secondMoments) {}
