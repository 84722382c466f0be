package org.wordsight.model;

/** What a model is loaded for: its weights are held in the form that suits it. */
public enum Purpose {
  /**
   * Forward passes alone. Float32 weights on the CPU are held in oneDNN's blocked order: two to
   * three times the speed of products with few rows.
   */
  ANSWER,
  /** Passes that gradients go back through too, which needs weights in plain order. */
  LEARN
}
