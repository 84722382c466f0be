package org.wordsight.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/**
 * A handle to native memory, owned by a {@link Scope}. Arithmetic happens in {@link Kernels}; a
 * tensor can only be asked for its shape, read back, and taken part in differentiation.
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

  /** Makes this tensor a leaf that collects a gradient. */
  public Tensor requireGradient() {
    array.setRequiresGradient(true);
    return this;
  }

  /**
   * Runs the graph behind this tensor backwards, once: gradients add up in the leaves, the graph is
   * freed.
   *
   * @param gradient of the loss by this tensor, of the same shape
   */
  public void backward(Tensor gradient) {
    JniUtils.backward((PtNDArray) array, (PtNDArray) gradient.array, false, false);
  }

  /**
   * The gradient collected so far, owned by {@code scope}; it shares memory with the leaf's own.
   */
  public Tensor gradient(Scope scope) {
    PtNDArray gradient = JniUtils.getGradient((PtNDArray) array);
    if (gradient == null) {
      throw new IllegalStateException("No gradient reached the tensor of shape " + this);
    }
    gradient.attach(scope.manager());
    return new Tensor(gradient);
  }

  /** The same memory outside any graph, owned by {@code scope}: where a layer's graph begins. */
  public Tensor detached(Scope scope) {
    PtNDArray detached = JniUtils.detachGradient((PtNDArray) array);
    detached.attach(scope.manager());
    return new Tensor(detached);
  }

  /** Sets the collected gradient to zero: it would go on adding up otherwise. */
  public void clearGradient() {
    JniUtils.zeroGrad((PtNDArray) array);
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
