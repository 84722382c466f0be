package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Keys and values of the tokens with which every prompt begins, computed once. Text only: its
 * positions are 0 to {@code length - 1} on every axis.
 */
public final class SharedPrefix implements AutoCloseable {
  private final Scope scope;
  private final int[] ids;
  private final List<List<Tensor>> layers;

  SharedPrefix(Scope scope, int[] ids, List<List<Tensor>> layers) {
    this.scope = scope;
    this.ids = ids.clone();
    this.layers = List.copyOf(layers);
  }

  public int[] ids() {
    return ids.clone();
  }

  public int length() {
    return ids.length;
  }

  /** Keys and values [1, K, P, E] of a layer. */
  List<Tensor> layer(int index) {
    return layers.get(index);
  }

  @Override
  public void close() {
    scope.close();
  }
}
