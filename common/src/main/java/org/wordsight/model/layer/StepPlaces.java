package org.wordsight.model.layer;

import org.wordsight.tensor.Scope;
import org.wordsight.tensor.TensorList;

/**
 * The tensors that all layers need for one more position of each row: rotations, and places in the
 * cache.
 *
 * @param longest positions of the longest row, with the new one
 */
record StepPlaces(Scope scope, TensorList tensors, int longest) implements AutoCloseable {
  @Override
  public void close() {
    scope.close();
  }
}
