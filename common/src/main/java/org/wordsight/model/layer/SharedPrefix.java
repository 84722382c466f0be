package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Keys and values of the tokens with which every row begins, computed and held once. */
public final class SharedPrefix implements AutoCloseable {
  private final Scope scope;
  private final int length;
  private final List<List<Tensor>> layers;

  /**
   * @param layers keys and values [K, P, E] of each layer
   */
  SharedPrefix(Scope scope, int length, List<List<Tensor>> layers) {
    this.scope = scope;
    this.length = length;
    this.layers = List.copyOf(layers);
  }

  public int length() {
    return length;
  }

  List<Tensor> layer(int index) {
    return layers.get(index);
  }

  @Override
  public void close() {
    scope.close();
  }
}
