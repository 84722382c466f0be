package org.wordsight.safetensors;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/**
 * Exact conversions of 16-bit floating point to 32 bits, and a search for elements that are not
 * finite.
 */
public final class Widening {
  private Widening() {}

  /** Widens {@code data}'s remaining bytes. */
  public static float[] floats(Dtype dtype, ByteBuffer data) {
    if (dtype == Dtype.F32) {
      float[] values = new float[data.remaining() / Float.BYTES];
      data.asFloatBuffer().get(values);
      return values;
    }
    ShortBuffer bits = data.asShortBuffer();
    float[] values = new float[bits.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype == Dtype.BF16 ? bfloat16(bits.get(i)) : float16(bits.get(i));
    }
    return values;
  }

  public static float bfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  public static float float16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >>> 10 & 0x1f;
    int mantissa = bits & 0x3ff;
    if (exponent == 0) { // zero and subnormal numbers: the mantissa counts 2^-24
      return Math.copySign(mantissa * 0x1p-24f, Float.intBitsToFloat(sign | 1));
    }
    int widened = exponent == 0x1f ? 0xff : exponent - 15 + 127;
    return Float.intBitsToFloat(sign | widened << 23 | mantissa << 13);
  }

  /** The first element of {@code data} that is infinite or not a number, or -1. */
  static int firstNotFinite(Dtype dtype, ByteBuffer data) {
    if (dtype == Dtype.F32) {
      for (int i = 0; i < data.remaining() / Float.BYTES; i++) {
        if ((data.getInt(i * Float.BYTES) & 0x7f80_0000) == 0x7f80_0000) {
          return i;
        }
      }
      return -1;
    }
    int exponent = dtype == Dtype.BF16 ? 0x7f80 : 0x7c00;
    for (int i = 0; i < data.remaining() / Short.BYTES; i++) {
      if ((data.getShort(i * Short.BYTES) & exponent) == exponent) {
        return i;
      }
    }
    return -1;
  }
}
