package org.wordsight.model;

import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Products;

/** What a model is loaded for. It decides the form in which weights are held. */
public enum Purpose {
  /** Forward passes only. */
  ANSWER,
  /** Forward and backward passes. */
  LEARN;

  /**
   * The form of the language part's matrices.
   *
   * @param half whether they are stored in 16 bits
   * @param weights the number of their weights
   */
  Products products(Backend backend, boolean half, long weights) {
    return switch (this) {
      case ANSWER -> backend.answering(half, weights);
      case LEARN -> backend.learning();
    };
  }
}
