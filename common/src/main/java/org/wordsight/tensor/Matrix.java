package org.wordsight.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Optional;

/**
 * What products multiply by: a plain tensor, or the form in which a kernel {@linkplain
 * Kernels#matrix laid it out}. Kernels that take it declare the type <code>${matrix}</code>. Owned
 * by the scope that made it.
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
   * The tensor that this is, plain or laid out by a kernel.
   *
   * @throws IllegalStateException if a kernel made something else of it
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
