package org.wordsight.train;

/**
 * All that a run has to remember between two steps; everything else is a function of the plan.
 *
 * @param stepsDone optimiser steps taken
 * @param parameters the adapter's flat vector
 * @param firstMoments AdamW's, in the same layout
 * @param secondMoments AdamW's, in the same layout
 */
public record TrainingState(
    int stepsDone, float[] parameters, float[] firstMoments, float[] secondMoments) {}
