package org.wordsight.model;

import java.util.ArrayList;
import java.util.Collection;
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
 * What a vision part made of images, kept beside the weights for prompts that show an image again:
 * another question about it, or the same to another adapter, which leaves the vision part as it is.
 * Where memory is short, the one not shown for longest goes.
 */
public final class ImageFeatures implements AutoCloseable {
  /** Enough for 30 to 300 images of a model of 7 billion weights. */
  private static final long BUDGET_BYTES = 1L << 30;

  /** Images go through the vision part together while they take no more than this. */
  public static final long ENCODED_AT_ONCE_BYTES = 512L << 20;

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

  /** What images are kept under: the same for equal pixels. */
  public static String key(RgbImage image) {
    return image.width() + "x" + image.height() + " " + image.sha256();
  }

  /**
   * Embeddings [N, D] of tokens, images' features in the place of one of them.
   *
   * @param placeholder the token that stands, repeated, for each image in turn
   * @param encode as in {@link #of}
   */
  public <I extends Prompt.PreparedImage> Tensor embed(
      Scope scope,
      Decoder decoder,
      int[] ids_N,
      int placeholder,
      List<I> images,
      BiFunction<Scope, List<I>, List<Tensor>> encode) {
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
   * The features of some images, one tensor each, valid until the next call.
   *
   * @param encode gives those of images of one shape that are not kept, one tensor each in the
   *     given scope, in memory of its own
   */
  public <I extends Prompt.PreparedImage> List<Tensor> of(
      Scope owner, List<I> images, BiFunction<Scope, List<I>, List<Tensor>> encode) {
    trim();
    Map<String, I> missing = new LinkedHashMap<>();
    for (I image : images) {
      if (kept.get(image.key()) == null) {
        missing.put(image.key(), image);
      }
    }
    for (List<I> together : together(missing.values())) {
      try (Scope step = owner.child()) {
        List<Tensor> encoded = encode.apply(step, together);
        for (int i = 0; i < encoded.size(); i++) {
          Tensor features = scope.adopt(encoded.get(i));
          keptBytes += bytes(features);
          kept.put(together.get(i).key(), features);
        }
      }
    }
    List<Tensor> all = new ArrayList<>();
    images.forEach(image -> all.add(kept.get(image.key())));
    return all;
  }

  private static <I extends Prompt.PreparedImage> List<List<I>> together(Collection<I> images) {
    Map<Object, List<I>> byShape = new LinkedHashMap<>();
    for (I image : images) {
      byShape.computeIfAbsent(image.shape(), shape -> new ArrayList<>()).add(image);
    }
    List<List<I>> groups = new ArrayList<>();
    for (List<I> same : byShape.values()) {
      long bytes = Long.MAX_VALUE;
      for (I image : same) {
        if (bytes > ENCODED_AT_ONCE_BYTES - image.encodingBytes()) {
          groups.add(new ArrayList<>());
          bytes = 0;
        }
        groups.get(groups.size() - 1).add(image);
        bytes += image.encodingBytes();
      }
    }
    return groups;
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
