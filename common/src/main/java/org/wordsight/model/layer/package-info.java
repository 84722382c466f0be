/**
 * The parts that architectures share: the decoder of the Llama family, its rotary positions, caches
 * of keys and values, and the low-rank parts of LoRA.
 *
 * <p>A decoder has self-attention layers, whose tokens attend to earlier tokens. Some decoders also
 * have cross-attention layers, whose tokens attend to images.
 *
 * <p>Names of tensors end in their dimensions: B rows, T new positions, S all positions, D hidden,
 * H heads, K key-value heads, E head width, F frequencies, V vocabulary, N chosen positions.
 */
package org.wordsight.model.layer;
