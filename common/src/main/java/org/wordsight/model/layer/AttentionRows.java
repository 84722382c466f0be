package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * The attention of a training pass: which tokens attend to which. Rows of unequal length follow one
 * another, and each is causal. After the last layer's attention, only the last tokens of each row
 * are needed, which predict a target.
 *
 * @param cos_N11E rotations of every token
 * @param all the attention of all tokens, in the form that kernels take
 * @param last the attention of the tokens that are needed after it
 * @param everyone an empty index: all tokens are needed
 * @param onward_M indices of the tokens needed after the last layer's attention
 */
public record AttentionRows(
    Tensor cos_N11E,
    Tensor sin_N11E,
    Segments all,
    Segments last,
    Tensor everyone,
    Tensor onward_M) {

  /** This many positions of a row are computed at once. Keys after them are left out. */
  private static final int BLOCK = 64;

  /** The memory-efficient kernel pads what it keeps of a row to a multiple of so many tokens. */
  private static final int ALIGNED = 32;

  /**
   * So many attention weights are held at once, if a row does not have more. They fit into caches.
   */
  private static final long HELD_WEIGHTS = 1 << 20;

  /**
   * Rows that are computed together, in the form that the kernels of attention_training_*.py take.
   *
   * @param sizes for each segment: rows, needed positions, positions. If attention takes rows
   *     without padding: the most needed tokens and the most tokens of a row
   * @param tensors for each segment: the indices of its tokens, the indices of the needed tokens,
   *     its mask. If attention takes rows without padding, they are as attention_training_gpu.py
   *     says
   */
  public record Segments(int[] sizes, TensorList tensors) {}

  /**
   * @param lengths of the rows; rows of similar length should be neighbours, since they are padded
   *     together
   * @param onward the number of last tokens of each row that are needed after the last layer's
   *     attention
   */
  static AttentionRows of(
      Decoder decoder, Backend backend, Scope scope, int[] lengths, int[] onward) {
    int[] positions = new int[Arrays.stream(lengths).sum()];
    List<Long> indices = new ArrayList<>();
    int token = 0;
    for (int row = 0; row < lengths.length; row++) {
      for (int position = 0; position < lengths[row]; position++) {
        if (position >= lengths[row] - onward[row]) {
          indices.add((long) token);
        }
        positions[token++] = position;
      }
    }
    Rope rope = decoder.rope(scope, positions);
    Tensor onward_M =
        scope.longs(indices.stream().mapToLong(Long::longValue).toArray(), indices.size());
    Tensor everyone = scope.longs(new long[0], 0);
    if (backend.fusesTrainingAttention()) {
      Segments all = between(scope, lengths, lengths);
      Segments last = between(scope, onward, lengths);
      return new AttentionRows(rope.cos(), rope.sin(), all, last, everyone, onward_M);
    }
    List<Segment> segments = segments(decoder.config().headCount(), lengths, onward);
    return new AttentionRows(
        rope.cos(),
        rope.sin(),
        joined(scope, segments.stream().map(each -> each.causal(scope)).toList()),
        joined(scope, segments.stream().map(each -> each.ends(scope)).toList()),
        everyone,
        onward_M);
  }

  /** All rows without padding. */
  static Segments between(Scope scope, int[] needed, int[] lengths) {
    int[] sizes = {longest(needed), longest(lengths)};
    int[] ends = bounds(needed);
    long[] places = places(ends, (sizes[0] + ALIGNED - 1) / ALIGNED * ALIGNED);
    return new Segments(
        sizes,
        scope.list(
            List.of(
                scope.ints(ends, ends.length),
                scope.ints(bounds(lengths), ends.length),
                scope.longs(places, places.length))));
  }

  private static int[] bounds(int[] counts) {
    int[] bounds = new int[counts.length + 1];
    for (int row = 0; row < counts.length; row++) {
      bounds[row + 1] = bounds[row] + counts[row];
    }
    return bounds;
  }

  /** The tokens of each row in turn. Up to the padded length, the number of all tokens follows. */
  private static long[] places(int[] bounds, int padded) {
    int rows = bounds.length - 1;
    long[] places = new long[Math.multiplyExact(rows, padded)];
    Arrays.fill(places, bounds[rows]);
    for (int row = 0; row < rows; row++) {
      for (int token = bounds[row]; token < bounds[row + 1]; token++) {
        places[row * padded + token - bounds[row]] = token;
      }
    }
    return places;
  }

  private static int longest(int[] counts) {
    return Arrays.stream(counts).max().orElseThrow();
  }

  private static Segments joined(Scope scope, List<One> segments) {
    int[] sizes = segments.stream().flatMapToInt(each -> Arrays.stream(each.sizes())).toArray();
    List<Tensor> tensors = segments.stream().flatMap(each -> each.tensors().stream()).toList();
    return new Segments(sizes, scope.list(tensors));
  }

  Segments segments(boolean lastLayer) {
    return lastLayer ? last : all;
  }

  Tensor onward(boolean lastLayer) {
    return lastLayer ? onward_M : everyone;
  }

  /** The rows in segments. The attention weights of a segment are held at once. */
  private static List<Segment> segments(int heads, int[] lengths, int[] onward) {
    List<Segment> segments = new ArrayList<>();
    int from = 0;
    while (from < lengths.length) {
      int to = from + 1;
      long longest = lengths[from];
      while (to < lengths.length) {
        longest = Math.max(longest, lengths[to]);
        if ((to + 1 - from) * heads * longest * longest > HELD_WEIGHTS) {
          break;
        }
        to++;
      }
      segments.add(
          new Segment(Arrays.copyOfRange(lengths, from, to), Arrays.copyOfRange(onward, from, to)));
      from = to;
    }
    return segments;
  }

  private record One(int[] sizes, List<Tensor> tensors) {}

  /** Rows that are computed together, padded on the right. */
  private record Segment(int[] lengths, int[] onward) {

    One causal(Scope scope) {
      int width = longest(lengths);
      int block = Math.min(BLOCK, width);
      float[] mask = new float[block * block];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = i % block > i / block ? Float.NEGATIVE_INFINITY : 0;
      }
      Tensor places = places(scope, lengths, width);
      return new One(
          new int[] {lengths.length, width, width},
          List.of(places, places, scope.floats(mask, block, block)));
    }

    One ends(Scope scope) {
      int width = longest(lengths);
      int asked = longest(onward);
      float[] mask = new float[lengths.length * asked * width];
      for (int i = 0; i < mask.length; i++) {
        int row = i / width / asked;
        int position = lengths[row] - onward[row] + i / width % asked;
        mask[i] = i % width > position ? Float.NEGATIVE_INFINITY : 0;
      }
      return new One(
          new int[] {lengths.length, asked, width},
          List.of(
              places(scope, lengths, width),
              places(scope, onward, asked),
              scope.floats(mask, lengths.length, asked, width)));
    }

    private static Tensor places(Scope scope, int[] counts, int width) {
      long[] places = new long[Arrays.stream(counts).sum()];
      int next = 0;
      for (int row = 0; row < counts.length; row++) {
        for (int i = 0; i < counts[row]; i++) {
          places[next++] = (long) row * width + i;
        }
      }
      return scope.longs(places, places.length);
    }
  }
}
