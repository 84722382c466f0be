package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * What the tokens of a prompt look at: keys and values of its images for every layer that looks at
 * images, computed once. Rows whose prompts show the same may share one.
 */
public final class ImageMemory implements AutoCloseable {
  private final Scope scope;
  private final List<Image> images;

  /**
   * @param keys [K, A, E] of each layer that looks at images; {@code values} likewise
   */
  record Image(int seen, SeenImage.Reach reach, List<Tensor> keys, List<Tensor> values) {
    Image {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }

    /** A: all that can be looked at. */
    int offered() {
      return Math.toIntExact(keys.get(0).size(1));
    }
  }

  /**
   * Images of a prompt that a token looks at; they follow one another.
   *
   * @param behind the image behind the last
   * @param everything whether also at what does not belong to a picture
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

  /** What a token looks at. One that stands before all images looks at everything they offer. */
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
