package org.wordsight.model;

import java.util.Locale;
import org.wordsight.model.architecture.WeightLoader;
import org.wordsight.safetensors.Dtype;

/**
 * The number format in which a model's weights are held. A GPU also computes in this format. The
 * CPU always computes in float32 and widens weights as it reads them: 16-bit arithmetic is slower
 * and less exact there. Norms, rotary positions, softmax and LoRA are float32 everywhere.
 */
public enum Precision {
  FLOAT32(6, 4, Dtype.F32, Float.POSITIVE_INFINITY),
  BFLOAT16(15, 2, Dtype.BF16, 0x1.ffp127f),
  FLOAT16(5, 2, Dtype.F16, 65520f);

  private final int code;
  private final int bytes;
  private final Dtype stored;
  private final float limit;

  /**
   * @param stored the type of a file's weights that are held unchanged
   * @param limit the smallest magnitude that is rounded to infinity
   */
  Precision(int code, int bytes, Dtype stored, float limit) {
    this.code = code;
    this.bytes = bytes;
    this.stored = stored;
    this.limit = limit;
  }

  /** Whether every number of a file's type stays finite. */
  boolean holds(Dtype dtype) {
    return dtype == stored || dtype == Dtype.F16 || !dtype.isWeight();
  }

  float limit() {
    return limit;
  }

  /** The number of the type in kernels. */
  String code() {
    return Integer.toString(code);
  }

  /** The same for loading. */
  WeightLoader.Held held() {
    return new WeightLoader.Held(name().toLowerCase(Locale.ROOT), code(), this == FLOAT32);
  }

  /** The bytes of one weight. */
  public int bytes() {
    return bytes;
  }
}
