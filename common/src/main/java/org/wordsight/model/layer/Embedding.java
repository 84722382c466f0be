package org.wordsight.model.layer;

import org.wordsight.tensor.Tensor;

/**
 * The vectors of tokens.
 *
 * @param table [V, D]
 * @param bfloat16Bits whether it holds the bits of bfloat16 under another type's name, as a mapped
 *     file does
 */
public record Embedding(Tensor table, boolean bfloat16Bits) {}
