/**
 * LoRA adapters of a model's language part: which matrices there are, in which order they lie in
 * one flat vector, and PEFT's folder layout for them. Nothing here computes with a model.
 */
package org.wordsight.lora;
