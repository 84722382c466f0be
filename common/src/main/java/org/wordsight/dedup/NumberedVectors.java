package org.wordsight.dedup;

import java.nio.ByteBuffer;
import java.util.List;

/** Vectors of equal dimensions, by their number from 0. */
interface NumberedVectors {
  int count();

  /** The dimensions of every vector; 0 if there is no vector. */
  int dimensions();

  /** Copies a vector. */
  void read(int number, float[] into);

  /**
   * Consecutive vectors, in row-major order. Numbers are little-endian.
   *
   * @param first the number of the first
   */
  record Rows(int first, int count, ByteBuffer memory) {}

  /**
   * The vectors from one number up to another one, in pieces: their memory, not copies.
   *
   * @param to is not among them
   * @param most vectors of a piece
   */
  List<Rows> pieces(int from, int to, int most);
}
