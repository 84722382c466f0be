package org.wordsight.model;

/**
 * The number format in which a model's weights are held. A GPU also computes in it; the CPU always
 * computes in float32, widening weights as it reads them, because 16-bit arithmetic is slower and
 * less exact there. Norms, rotary positions, softmax and LoRA are float32 everywhere.
 */
public enum Precision {
  FLOAT32(6, 4),
  BFLOAT16(15, 2),
  FLOAT16(5, 2);

  private final int code;
  private final int bytes;

  Precision(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The number by which kernels know the type. */
  String code() {
    return Integer.toString(code);
  }

  /** Bytes that one weight takes. */
  public int bytes() {
    return bytes;
  }
}
