package org.wordsight.model.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.error.WordsightException;

/**
 * A prompt in the form that a model reads.
 *
 * @param ids token ids; each image's placeholder is repeated for its tokens
 * @param positions [axes][ids], the position of each token; see {@link
 *     org.wordsight.model.layer.RopeConfig#axes()}
 * @param nextPosition the position of the next token, on every axis
 * @param images in the order of their placeholders
 * @param sight the ids whose meaning depends on the images
 */
public record Prompt(
    int[] ids,
    long[][] positions,
    long nextPosition,
    List<PreparedImage> images,
    TokenRange sight) {
  /** An image for its model's vision part. */
  public interface PreparedImage {
    /** A key that is equal for images that are the same to the model, and for no others. */
    String key();

    /** The most native memory that the vision part takes for the image, or a little more. */
    long encodingBytes();

    /**
     * The number of the image's states for the cross-attention layers; none if the image is among
     * the embeddings.
     */
    default int statesLookedAt() {
      return 0;
    }
  }

  /** The ids from {@code from} to before {@code to}. */
  public record TokenRange(int from, int to) {}

  public Prompt {
    images = List.copyOf(images);
  }

  /**
   * @throws WordsightException unless a chat has as many placeholders as it shows images
   */
  public static void requireShown(long placeholders, int images) {
    if (placeholders != images) {
      throw WordsightException.input(
          "Cannot read a prompt: it has %d image placeholders and %d images, expected as many. Show each image once."
              .formatted(placeholders, images));
    }
  }

  /** From the first to the last id that is {@code placeholder}. */
  public static TokenRange range(int[] ids, int placeholder) {
    int[] at = IntStream.range(0, ids.length).filter(i -> ids[i] == placeholder).toArray();
    return at.length == 0
        ? new TokenRange(ids.length, ids.length)
        : new TokenRange(at[0], at[at.length - 1] + 1);
  }

  /** A text. Its positions count from 0 on every axis. */
  public static Prompt ofText(int[] ids, int axes) {
    long[][] positions = new long[axes][ids.length];
    for (long[] axis : positions) {
      Arrays.setAll(axis, i -> i);
    }
    return new Prompt(
        ids, positions, ids.length, List.of(), new TokenRange(ids.length, ids.length));
  }

  public int length() {
    return ids.length;
  }
}
