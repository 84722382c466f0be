package org.wordsight.dedup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Vectors in the memory of a mapped file, in parts. No vector lies in two parts. Not thread-safe
 * while vectors are added.
 */
final class VectorParts implements NumberedVectors {
  /** About so many bytes are mapped at once. */
  private static final int PART_BYTES = 1 << 26;

  /** Vectors that one core checks at a time. */
  private static final int CHECKED = 4_096;

  /**
   * The largest allowed difference of a sum of squares from 1. Rounding in float32 makes much
   * smaller differences.
   */
  private static final double TOLERANCE = 1e-6;

  private final int dimensions;
  private final int rowsOfPart;
  private final List<ByteBuffer> parts = new ArrayList<>();
  private int count;

  /** Without vectors yet. */
  VectorParts(int dimensions) {
    this.dimensions = dimensions;
    this.rowsOfPart = Math.max(1, PART_BYTES / Math.max(1, width()));
  }

  /**
   * Vectors that a file holds one after the other; they cannot be changed.
   *
   * @param from the place of the first in the file, in bytes; a multiple of 4
   */
  static VectorParts of(FileChannel file, long from, int dimensions, int count) throws IOException {
    VectorParts vectors = new VectorParts(dimensions);
    for (int first = 0; first < count; first += vectors.rowsOfPart) {
      long bytes = (long) Math.min(vectors.rowsOfPart, count - first) * vectors.width();
      vectors.add(
          file.map(FileChannel.MapMode.READ_ONLY, from + (long) first * vectors.width(), bytes));
    }
    vectors.count = count;
    return vectors;
  }

  private int width() {
    return dimensions * Float.BYTES;
  }

  /** Whether the next vector needs another part. */
  boolean isFull() {
    return count == parts.size() * rowsOfPart;
  }

  /** The bytes of all parts so far. */
  long bytes() {
    return parts.size() * partBytes();
  }

  long partBytes() {
    return (long) rowsOfPart * width();
  }

  void add(ByteBuffer part) {
    parts.add(part.order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Adds a vector, for which a part has room. Returns its number. */
  int add(float[] vector) {
    requireDimensions(vector);
    parts.get(count / rowsOfPart).asFloatBuffer().put(count % rowsOfPart * dimensions, vector);
    return count++;
  }

  void requireDimensions(float[] vector) {
    if (vector.length != dimensions) {
      throw new IllegalArgumentException(
          "A vector of " + vector.length + " dimensions among those of " + dimensions);
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int dimensions() {
    return count == 0 ? 0 : dimensions;
  }

  @Override
  public void read(int number, float[] into) {
    int at = number % rowsOfPart * dimensions;
    parts.get(number / rowsOfPart).asFloatBuffer().get(at, into, 0, dimensions);
  }

  @Override
  public List<Rows> pieces(int from, int to, int most) {
    List<Rows> pieces = new ArrayList<>();
    for (int first = from; first < to; ) {
      int endOfPart = (first / rowsOfPart + 1) * rowsOfPart;
      int size = Math.min(most, Math.min(to, endOfPart) - first);
      ByteBuffer part = parts.get(first / rowsOfPart);
      pieces.add(new Rows(first, size, part.slice(first % rowsOfPart * width(), size * width())));
      first += size;
    }
    return pieces;
  }

  /** Whether all vectors have the length 1, or are all zeros. All cores read them. */
  boolean areUsable() {
    return pieces(0, count, CHECKED).parallelStream()
        .allMatch(
            rows -> {
              float[] vector = new float[dimensions];
              return IntStream.range(rows.first(), rows.first() + rows.count())
                  .allMatch(
                      number -> {
                        read(number, vector);
                        return isUsable(vector);
                      });
            });
  }

  /** Whether a vector has the length 1, or is all zeros. */
  static boolean isUsable(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += value * value;
    }
    return squares == 0 || Math.abs(squares - 1) < TOLERANCE;
  }
}
