package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Keys and values of a prompt's images for every layer that looks at them, computed once. Rows that
 * show the same images may share one.
 */
public final class ImageMemory implements AutoCloseable {
  private final Scope scope;
  private final List<Image> images;

  /**
   * @param keys of each layer that looks at images, [1, K, A, E]; {@code values} likewise
   */
  record Image(int seen, int from, int to, List<Tensor> keys, List<Tensor> values) {
    Image {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }
  }

  ImageMemory(Scope scope, List<Image> images) {
    this.scope = scope;
    this.images = List.copyOf(images);
  }

  /** Of a prompt without images. */
  public static ImageMemory none(Scope scope) {
    return new ImageMemory(scope.child(), List.of());
  }

  boolean isEmpty() {
    return images.isEmpty();
  }

  List<Image> images() {
    return images;
  }

  /**
   * The images that a token looks at, which follow one another: those before it. A token that
   * stands before all of them looks at everything that they offer.
   */
  Look look(int token) {
    int first = 0;
    while (first < images.size() && !sees(first, token)) {
      first++;
    }
    if (first == images.size()) {
      return new Look(0, images.size(), true);
    }
    int behind = first;
    while (behind < images.size() && sees(behind, token)) {
      behind++;
    }
    return new Look(first, behind, false);
  }

  private boolean sees(int image, int token) {
    return images.get(image).from() <= token && token < images.get(image).to();
  }

  /**
   * @param everything whether also at what is not part of a picture
   */
  record Look(int first, int behind, boolean everything) {}

  @Override
  public void close() {
    scope.close();
  }
}
