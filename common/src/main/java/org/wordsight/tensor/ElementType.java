package org.wordsight.tensor;

import ai.djl.ndarray.types.DataType;

/**
 * The element types that Java can create and read.
 *
 * <p>The engine's Java side has no bfloat16 and aborts the process when it is asked for one. Java
 * therefore names the bits {@link #FLOAT16}, and a kernel reads them with {@code
 * torch.view_copy(bits, dtype=15)}. Java can pass on tensors of bfloat16 that kernels return, but
 * cannot read them.
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
