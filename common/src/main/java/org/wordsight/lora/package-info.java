/**
 * LoRA adapters of a model's language part: their matrices, the order of these in one flat vector,
 * and PEFT's files. This package does not compute with a model.
 */
package org.wordsight.lora;
