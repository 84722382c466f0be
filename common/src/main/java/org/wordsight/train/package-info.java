/**
 * Trains a LoRA adapter: the plan of every step, gradients layer by layer, AdamW, and checkpoints.
 * A killed run continues from a checkpoint with the same bits.
 */
package org.wordsight.train;
