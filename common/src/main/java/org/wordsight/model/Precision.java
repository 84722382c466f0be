package org.wordsight.model;

/** The number format that a model's weights are held and multiplied in. */
public enum Precision {
  FLOAT32,
  BFLOAT16,
  FLOAT16
}
