package org.wordsight.tensor;

import ai.djl.ndarray.types.DataType;

/**
 * Element types that Java can create and read.
 *
 * <p>The engine's Java side has no bfloat16 and aborts the process when asked for one: its bits
 * travel as {@link #FLOAT16}, and a kernel reads them with {@code torch.view_copy(bits, dtype=15)}.
 * Tensors of bfloat16 that kernels return can be passed on, never read back.
 */
public enum ElementType {
  FLOAT32(DataType.FLOAT32, 4),
  FLOAT16(DataType.FLOAT16, 2),
  INT64(DataType.INT64, 8),
  INT32(DataType.INT32, 4),
  UINT8(DataType.UINT8, 1),
  BOOLEAN(DataType.BOOLEAN, 1);

  private final DataType djl;
  private final int bytes;

  ElementType(DataType djl, int bytes) {
    this.djl = djl;
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  DataType toDjl() {
    return djl;
  }
}
