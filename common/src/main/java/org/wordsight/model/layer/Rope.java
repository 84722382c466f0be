package org.wordsight.model.layer;

import org.wordsight.tensor.Tensor;

/**
 * The rotations of some positions.
 *
 * @param cos [B, 1, T, E]; [1, 1, T, E] if all rows have the same positions; [N, 1, E] if rows
 *     follow one another
 */
public record Rope(Tensor cos, Tensor sin) {}
