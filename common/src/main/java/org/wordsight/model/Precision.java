package org.wordsight.model;

import org.wordsight.model.layer.ActivationType;
import org.wordsight.safetensors.Dtype;

/**
 * The number format in which a model's weights are held. A GPU also computes in this format. The
 * CPU always computes in float32 and widens weights as it reads them: 16-bit arithmetic is slower
 * and less exact there. Norms, rotary positions, softmax and LoRA are float32 on the CPU. On a GPU,
 * only their sums are.
 */
public enum Precision {
  FLOAT32(ActivationType.FLOAT32, Dtype.F32, Float.POSITIVE_INFINITY),
  BFLOAT16(ActivationType.BFLOAT16, Dtype.BF16, 0x1.ffp127f),
  FLOAT16(ActivationType.FLOAT16, Dtype.F16, 65520f);

  private final ActivationType type;
  private final Dtype stored;
  private final float limit;

  /**
   * @param stored the type of a file's weights that are held unchanged
   * @param limit the smallest magnitude that is rounded to infinity
   */
  Precision(ActivationType type, Dtype stored, float limit) {
    this.type = type;
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

  /** The type of the numbers. */
  public ActivationType type() {
    return type;
  }

  /** The bytes of one weight. */
  public int bytes() {
    return type.bytes();
  }
}
