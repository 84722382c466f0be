package org.wordsight.tensor;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * A handle to native memory, owned by a {@link Scope}. All arithmetic is in {@link Kernels}. Java
 * can only ask a tensor for its shape and copy it to the heap.
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

  /** The size of one dimension; a negative index counts from the last. */
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

  /**
   * The memory of a contiguous float32 tensor of the CPU, not a copy. It is gone once the tensor is
   * closed.
   */
  public FloatBuffer memory() {
    return array.toByteBuffer(true).asFloatBuffer();
  }

  /** The only element of a float32 tensor. */
  public float toFloat() {
    return array.getFloat();
  }

  /** The only element of a float64 tensor. */
  public double toDouble() {
    return array.getDouble();
  }

  /** Frees the memory now, before its scope closes. */
  @Override
  public void close() {
    array.close();
  }

  @Override
  public String toString() {
    return Arrays.toString(shape());
  }

  /**
   * The bytes of a contiguous tensor of the CPU, in native byte order: its memory, not a copy. It
   * is gone once the tensor is closed.
   */
  public ByteBuffer hostBytes() {
    return array.toByteBuffer(true);
  }
}
