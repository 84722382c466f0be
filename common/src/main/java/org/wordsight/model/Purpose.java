package org.wordsight.model;

import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Products;
import org.wordsight.model.layer.TrainableLayers;

/** The purpose for which a model is loaded. It decides the form in which weights are held. */
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

  /** Whether the matrices of layers stay in the 16 bits in which they are stored. */
  boolean keepsHalves(Backend backend, Checkpoint checkpoint) {
    return switch (this) {
      case ANSWER -> false;
      case LEARN ->
          checkpoint.isHalf()
              && backend.keepsHalvesToLearn(TrainableLayers.packedBytes(checkpoint.decoder()));
    };
  }
}
