package org.wordsight.safetensors;

import java.util.Optional;

/** Element types that a safetensors header may name, in the order in which writers sort them. */
public enum Dtype {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  F64(8),
  I64(8),
  U64(8);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  /** Whether weights of this type are read: {@link #F32}, {@link #F16} and {@link #BF16}. */
  public boolean isWeight() {
    return this == F32 || this == F16 || this == BF16;
  }

  static Optional<Dtype> of(String name) {
    for (Dtype dtype : values()) {
      if (dtype.name().equals(name)) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }
}
