package org.wordsight.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Adds float32 numbers off the heap. */
final class FloatSums {
  /** Pieces of this length, of both sides, stay in the nearest cache. */
  private static final int PIECE = 2048;

  private final float[] sums = new float[PIECE];
  private final float[] others = new float[PIECE];

  /**
   * Adds each number of {@code other} to that of {@code sum}. Loops over arrays use the processor's
   * vector instructions. Loops over memory off the heap do not, so pieces are copied to arrays.
   */
  void add(ByteBuffer sum, ByteBuffer other) {
    FloatBuffer to = floats(sum);
    FloatBuffer from = floats(other);
    for (int start = 0; start < to.limit(); start += PIECE) {
      int count = Math.min(PIECE, to.limit() - start);
      to.get(start, sums, 0, count);
      from.get(start, others, 0, count);
      for (int i = 0; i < count; i++) {
        sums[i] += others[i];
      }
      to.put(start, sums, 0, count);
    }
  }

  private static FloatBuffer floats(ByteBuffer bytes) {
    return bytes.slice().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
