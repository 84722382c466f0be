package org.wordsight.model.layer;

import org.wordsight.tensor.Tensor;

/**
 * The rotations of some positions.
 *
 * @param cos [B, 1, T, E], or [1, 1, T, E] where all rows have the same positions
 */
public record Rope(Tensor cos, Tensor sin) {}
