package org.wordsight.model.layer;

import org.wordsight.tensor.Tensor;

/**
 * The vectors of tokens.
 *
 * @param table [V, D]
 * @param bfloat16Bits whether the table has the bits of bfloat16 under the name of another type, as
 *     a mapped file does
 */
public record Embedding(Tensor table, boolean bfloat16Bits) {}
