package org.wordsight.model.architecture;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.wordsight.model.layer.Decoder;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.RgbImage;

/**
 * The features that a vision part computed from images. They are kept for prompts that show an
 * image again, with another question or to another adapter. Adapters do not change the vision part.
 * If memory is short, the image that was not shown for the longest time is dropped.
 */
public final class ImageFeatures implements AutoCloseable {
  /** Enough for 30 to 300 images of a model of 7 billion weights. */
  private static final long BUDGET_BYTES = 1L << 30;

  private final Scope scope;
  private final long budgetBytes;
  private final Map<String, Tensor> kept = new LinkedHashMap<>(16, 0.75f, true);
  private long keptBytes;

  public ImageFeatures(Device device) {
    this(device, BUDGET_BYTES);
  }

  ImageFeatures(Device device, long budgetBytes) {
    this.scope = device.scope();
    this.budgetBytes = budgetBytes;
  }

  /** The key under which an image's features are kept: equal for equal pixels. */
  public static String key(RgbImage image) {
    return image.width() + "x" + image.height() + " " + image.sha256();
  }

  /**
   * Embeddings [N, D] of tokens, with images' features in the places of their placeholders.
   *
   * @param placeholder the token that is repeated for each image in turn
   * @param encode as in {@link #of}
   */
  public <I extends Prompt.PreparedImage> Tensor embed(
      Scope scope,
      Decoder decoder,
      int[] ids_N,
      int placeholder,
      List<I> images,
      BiFunction<Scope, I, Tensor> encode) {
    Tensor x_ND = decoder.embed(scope, ids_N);
    if (images.isEmpty()) {
      return x_ND;
    }
    List<Tensor> features_MD = of(scope, images, encode);
    int[] indices =
        IntStream.range(0, ids_N.length).filter(at -> ids_N[at] == placeholder).toArray();
    return decoder.replace(scope, x_ND, indices, features_MD);
  }

  /**
   * The features of some images, one tensor each, valid until the next call. Each image is encoded
   * alone, so its bits do not depend on other images.
   *
   * @param encode computes the features of an image that is not kept, in the given scope and in new
   *     memory
   */
  public <I extends Prompt.PreparedImage> List<Tensor> of(
      Scope owner, List<I> images, BiFunction<Scope, I, Tensor> encode) {
    trim();
    for (I image : images) {
      if (kept.get(image.key()) == null) {
        try (Scope step = owner.child()) {
          Tensor features = scope.adopt(encode.apply(step, image));
          keptBytes += bytes(features);
          kept.put(image.key(), features);
        }
      }
    }
    List<Tensor> all = new ArrayList<>();
    images.forEach(image -> all.add(kept.get(image.key())));
    return all;
  }

  private void trim() {
    Iterator<Tensor> oldest = kept.values().iterator();
    while (keptBytes > budgetBytes && oldest.hasNext()) {
      Tensor features = oldest.next();
      keptBytes -= bytes(features);
      features.close();
      oldest.remove();
    }
  }

  private static long bytes(Tensor features) {
    return features.elements() * Float.BYTES;
  }

  @Override
  public void close() {
    scope.close();
  }
}
