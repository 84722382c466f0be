package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Keys and values of the tokens with which every row begins, computed and held once; and the images
 * among them.
 */
public final class SharedPrefix implements AutoCloseable {
  private final Scope scope;
  private final int length;
  private final List<List<Tensor>> layers;
  private final ImageMemory images;

  /**
   * @param layers keys and values [K, P, E] of each layer that looks at earlier tokens
   * @param images what the rows look at, if they show no images of their own
   */
  SharedPrefix(Scope scope, int length, List<List<Tensor>> layers, ImageMemory images) {
    this.scope = scope;
    this.length = length;
    this.layers = List.copyOf(layers);
    this.images = images;
  }

  public int length() {
    return length;
  }

  /** Of the {@code place}th layer among those that look at earlier tokens. */
  List<Tensor> layer(int place) {
    return layers.get(place);
  }

  ImageMemory images() {
    return images;
  }

  @Override
  public void close() {
    scope.close();
  }
}
