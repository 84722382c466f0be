package org.wordsight.model.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.error.WordsightException;

/**
 * A prompt as a model reads it.
 *
 * @param ids token ids, each image's placeholder repeated for its tokens
 * @param positions [axes][ids]: where each token stands, see {@link
 *     org.wordsight.model.layer.RopeConfig#axes()}
 * @param nextPosition of the token that follows, on every axis
 * @param images in the order in which their placeholders stand
 * @param sight the ids that mean something else where other images are shown
 */
public record Prompt(
    int[] ids, long[][] positions, long nextPosition, List<PreparedImage> images, Span sight) {
  /** An image as its model's vision part reads it. */
  public interface PreparedImage {
    /** Equal for images that look the same to the model, and for no others. */
    String key();

    /** The most native memory that the vision part takes for the image, or a little more. */
    long encodingBytes();

    /**
     * How many states of the image are kept by the layers that look at images; none where the image
     * stands among the embeddings.
     */
    default int statesLookedAt() {
      return 0;
    }
  }

  /** The ids in [from, to). */
  public record Span(int from, int to) {}

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
  public static Span span(int[] ids, int placeholder) {
    int[] at = IntStream.range(0, ids.length).filter(i -> ids[i] == placeholder).toArray();
    return at.length == 0
        ? new Span(ids.length, ids.length)
        : new Span(at[0], at[at.length - 1] + 1);
  }

  /** A text: its positions count from 0 on every axis. */
  public static Prompt ofText(int[] ids, int axes) {
    long[][] positions = new long[axes][ids.length];
    for (long[] axis : positions) {
      Arrays.setAll(axis, i -> i);
    }
    return new Prompt(ids, positions, ids.length, List.of(), new Span(ids.length, ids.length));
  }

  public int length() {
    return ids.length;
  }
}
