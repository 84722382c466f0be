/**
 * Trains a LoRA adapter: the plan of every step, the gradient of a step by layers, AdamW, and
 * checkpoints that a killed run continues from with the same bits.
 */
package org.wordsight.train;
