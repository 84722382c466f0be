package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Keys and values of the tokens with which every row begins, and the images among them. They are
 * computed and held once.
 */
public final class SharedPrefix implements AutoCloseable {
  private final Scope scope;
  private final int length;
  private final List<List<Tensor>> layers;
  private final ImageMemory images;

  /**
   * @param layers keys and values of each self-attention layer
   * @param images the images of rows that show none of their own
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

  /** The keys and values of a layer, by its place among the self-attention layers. */
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
