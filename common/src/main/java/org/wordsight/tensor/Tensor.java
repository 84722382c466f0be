package org.wordsight.tensor;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;

/**
 * A handle to native memory, owned by a {@link Scope}. Arithmetic happens in {@link Kernels}; a
 * tensor can only be asked for its shape and read back.
 */
public final class Tensor implements AutoCloseable {
  private final NDArray array;

  Tensor(NDArray array) {
    this.array = array;
  }

  NDArray array() {
    return array;
  }

  public long[] shape() {
    return array.getShape().getShape();
  }

  /** The extent of one dimension; negative counts from the end. */
  public long size(int dimension) {
    long[] shape = shape();
    return shape[dimension < 0 ? shape.length + dimension : dimension];
  }

  public long elements() {
    return array.getShape().size();
  }

  /** Copies a float32 tensor to the heap, in row-major order. */
  public float[] toFloats() {
    return array.toFloatArray();
  }

  /** Copies an int64 tensor to the heap, in row-major order. */
  public long[] toLongs() {
    return array.toLongArray();
  }

  /** Copies a uint8 tensor to the heap, in row-major order. */
  public byte[] toBytes() {
    return array.toByteArray();
  }

  /** The only element of a float32 tensor. */
  public float toFloat() {
    return array.getFloat();
  }

  /** Frees the memory before its scope does. */
  @Override
  public void close() {
    array.close();
  }

  @Override
  public String toString() {
    return Arrays.toString(shape());
  }
}
