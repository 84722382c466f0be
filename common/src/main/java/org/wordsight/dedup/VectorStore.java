package org.wordsight.dedup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  private final Path file;
  private final FileChannel channel;
  private final List<ByteBuffer> parts = new ArrayList<>();
  private int count;

  VectorStore() {
    try {
      file = Files.createTempFile("wordsight-vectors", ".bin");
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary file for curation", e);
    }
  }

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
    try {
      return channel
          .map(FileChannel.MapMode.READ_WRITE, parts.size() * bytes, bytes)
          .order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot grow " + file + ", the temporary file of curation. Check the disk", e);
    }
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
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + file, e);
    }
  }
}
