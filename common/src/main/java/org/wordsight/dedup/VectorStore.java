package org.wordsight.dedup;

import java.util.List;

/**
 * Vectors by number, outside the heap: in a temporary file that is mapped into memory. A million
 * vectors of 384 dimensions take 1.5 GB there. Not thread-safe.
 */
final class VectorStore implements NumberedVectors, AutoCloseable {
  private final ScratchFile file = new ScratchFile("wordsight-vectors");
  private VectorParts parts = new VectorParts(0);

  @Override
  public int count() {
    return parts.count();
  }

  @Override
  public int dimensions() {
    return parts.dimensions();
  }

  /**
   * Adds a vector. All vectors have as many dimensions as the first. Returns the vector's number,
   * counted from 0.
   */
  int add(float[] vector) {
    if (count() == 0) {
      parts = new VectorParts(vector.length);
    }
    parts.requireDimensions(vector);
    if (parts.isFull()) {
      parts.add(file.map(parts.bytes(), parts.partBytes()));
    }
    return parts.add(vector);
  }

  @Override
  public void read(int number, float[] into) {
    parts.read(number, into);
  }

  @Override
  public List<Rows> pieces(int from, int to, int most) {
    return parts.pieces(from, to, most);
  }

  @Override
  public void close() {
    parts = new VectorParts(0);
    file.close();
  }
}
