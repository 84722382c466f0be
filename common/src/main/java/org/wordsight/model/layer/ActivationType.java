package org.wordsight.model.layer;

import java.util.Locale;

/** A type of numbers, in which layers compute or weights are held. */
public enum ActivationType {
  FLOAT32(6, Float.BYTES),
  BFLOAT16(15, Short.BYTES),
  FLOAT16(5, Short.BYTES);

  private final String kernelNumber;
  private final int bytes;

  ActivationType(int kernelNumber, int bytes) {
    this.kernelNumber = Integer.toString(kernelNumber);
    this.bytes = bytes;
  }

  /** The number of the type in kernels, as text for a constant. */
  public String kernelNumber() {
    return kernelNumber;
  }

  /** The bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** The name in messages, as in a run file. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
