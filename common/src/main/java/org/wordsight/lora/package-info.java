/**
 * LoRA adapters of a model's language part: their matrices, the order of these in one flat vector,
 * and PEFT's files. Nothing here computes with a model.
 */
package org.wordsight.lora;
