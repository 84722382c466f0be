package org.wordsight.model;

import java.util.Arrays;
import java.util.List;

/**
 * A prompt as a model reads it.
 *
 * @param ids token ids, each image's placeholder repeated for its tokens
 * @param positions [axes][ids]: where each token stands, see {@link
 *     org.wordsight.model.layer.RopeConfig#axes()}
 * @param nextPosition of the token that follows, on every axis
 * @param images in the order in which their placeholders stand
 */
public record Prompt(int[] ids, long[][] positions, long nextPosition, List<PreparedImage> images) {
  /** An image as its model's vision part reads it. */
  public interface PreparedImage {}

  public Prompt {
    images = List.copyOf(images);
  }

  /** A text: its positions count from 0 on every axis. */
  public static Prompt ofText(int[] ids, int axes) {
    long[][] positions = new long[axes][ids.length];
    for (long[] axis : positions) {
      Arrays.setAll(axis, i -> i);
    }
    return new Prompt(ids, positions, ids.length, List.of());
  }

  public int length() {
    return ids.length;
  }
}
