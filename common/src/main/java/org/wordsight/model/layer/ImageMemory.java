package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * The keys and values of a prompt's images, for every cross-attention layer, computed once. Rows
 * whose prompts show the same images may share one.
 */
public final class ImageMemory implements AutoCloseable {
  private final Scope scope;
  private final List<Image> images;

  /**
   * @param keys [K, A, E] of each cross-attention layer; {@code values} likewise
   */
  record Image(int seen, SeenImage.Reach reach, List<Tensor> keys, List<Tensor> values) {
    Image {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }

    /** A: the number of all states. */
    int offered() {
      return Math.toIntExact(keys.get(0).size(1));
    }
  }

  /**
   * The images to which a token attends. They are consecutive.
   *
   * @param behind the image after the last
   * @param everything whether states outside the picture count too
   */
  record Look(int first, int behind, boolean everything) {}

  ImageMemory(Scope scope, List<Image> images) {
    this.scope = scope;
    this.images = List.copyOf(images);
  }

  boolean isEmpty() {
    return images.isEmpty();
  }

  List<Image> images() {
    return images;
  }

  /**
   * The images to which a token attends. A token before all images attends to all states of all
   * images.
   */
  Look look(int token) {
    int first = 0;
    while (first < images.size() && !images.get(first).reach().includes(token)) {
      first++;
    }
    if (first == images.size()) {
      return new Look(0, images.size(), true);
    }
    int behind = first + 1;
    while (behind < images.size() && images.get(behind).reach().includes(token)) {
      behind++;
    }
    return new Look(first, behind, false);
  }

  @Override
  public void close() {
    scope.close();
  }
}
