package org.wordsight.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Optional;

/**
 * The right side of a product: a plain tensor, or the form into which a kernel {@linkplain
 * Kernels#matrix converted} it. Kernels declare it with the type <code>${matrix}</code>. The scope
 * that made it owns it.
 */
public final class Matrix extends Bound {
  private final IValue value;
  private final Optional<Tensor> tensor;

  private Matrix(IValue value, Optional<Tensor> tensor) {
    this.value = value;
    this.tensor = tensor;
  }

  static Matrix of(Tensor tensor) {
    return new Matrix(IValue.from((PtNDArray) tensor.array()), Optional.of(tensor));
  }

  static Matrix laidOut(IValue value) {
    return new Matrix(value, Optional.empty());
  }

  /**
   * The matrix as a tensor, plain or converted.
   *
   * @throws IllegalStateException if a kernel converted it into a form that is no tensor
   */
  public Tensor tensor() {
    return tensor.orElseThrow(
        () -> new IllegalStateException("A matrix laid out for products is no tensor"));
  }

  boolean isTensor() {
    return tensor.isPresent();
  }

  @Override
  IValue value() {
    return value;
  }

  @Override
  Signature.Kind kind() {
    return Signature.Kind.MATRIX;
  }
}
