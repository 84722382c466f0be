package org.wordsight.dedup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Vectors by number, outside the heap: in a temporary file that is mapped into memory. A million
 * vectors of 384 dimensions take 1.5 GB there. Not thread-safe.
 */
final class VectorStore implements AutoCloseable {
  /** About so many bytes are mapped at once. No vector lies in two parts. */
  private static final int PART_BYTES = 1 << 26;

  private int dimensions;
  private int rowsOfPart;
  private final ScratchFile file = new ScratchFile("wordsight-vectors");
  private final List<ByteBuffer> parts = new ArrayList<>();
  private int count;

  int count() {
    return count;
  }

  /** The length of every vector; 0 before there is one. */
  int dimensions() {
    return dimensions;
  }

  /**
   * Adds a vector; all have as many dimensions as the first. Returns its number, counted from 0.
   */
  int add(float[] vector) {
    if (count == 0) {
      dimensions = vector.length;
      rowsOfPart = Math.max(1, PART_BYTES / (dimensions * Float.BYTES));
    }
    if (vector.length != dimensions) {
      throw new IllegalArgumentException(
          "A vector of " + vector.length + " dimensions among those of " + dimensions);
    }
    if (count == parts.size() * rowsOfPart) {
      parts.add(mapped());
    }
    int at = count % rowsOfPart * dimensions;
    parts.get(count / rowsOfPart).asFloatBuffer().put(at, vector);
    return count++;
  }

  private ByteBuffer mapped() {
    long bytes = (long) rowsOfPart * dimensions * Float.BYTES;
    return file.map(parts.size() * bytes, bytes).order(ByteOrder.nativeOrder());
  }

  /** Copies a vector. */
  void read(int number, float[] into) {
    int at = number % rowsOfPart * dimensions;
    parts.get(number / rowsOfPart).asFloatBuffer().get(at, into, 0, dimensions);
  }

  /** Consecutive vectors, in row-major order. */
  record Rows(int first, int count, ByteBuffer memory) {}

  /**
   * All vectors in pieces: their memory, not copies.
   *
   * @param most vectors of a piece
   */
  List<Rows> pieces(int most) {
    List<Rows> pieces = new ArrayList<>();
    for (int first = 0; first < count; ) {
      int endOfPart = (first / rowsOfPart + 1) * rowsOfPart;
      int size = Math.min(most, Math.min(count, endOfPart) - first);
      int width = dimensions * Float.BYTES;
      pieces.add(
          new Rows(
              first,
              size,
              parts
                  .get(first / rowsOfPart)
                  .slice(first % rowsOfPart * width, size * width)
                  .order(ByteOrder.nativeOrder())));
      first += size;
    }
    return pieces;
  }

  @Override
  public void close() {
    parts.clear();
    file.close();
  }
}
