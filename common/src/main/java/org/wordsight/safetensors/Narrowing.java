package org.wordsight.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Rounds 32-bit floating point to the types in which weights are stored, to nearest even. */
public final class Narrowing {
  private Narrowing() {}

  /** Little-endian bytes of {@code values} in a weight type. */
  public static ByteBuffer bytes(Dtype dtype, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(dtype.bytes(), values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (dtype) {
        case F32 -> bytes.putFloat(value);
        case BF16 -> bytes.putShort(bfloat16(value));
        case F16 -> bytes.putShort(float16(value));
        case BOOL, U8, I8, F8_E5M2, F8_E4M3, I16, U16, I32, U32, F64, I64, U64 ->
            throw new IllegalArgumentException(dtype + " is no type of weights");
      }
    }
    return bytes.flip();
  }

  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  static short float16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) { // subnormal numbers count 2^-24; rint rounds half to even
      return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
    }
    int rounded = (bits & 0x7fff_ffff) + 0xfff + (bits >>> 13 & 1);
    return (short) (sign | (rounded >>> 13) - (127 - 15 << 10));
  }
}
