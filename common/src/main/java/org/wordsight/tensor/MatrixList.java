package org.wordsight.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/** Matrices that kernels take as one list. Otherwise this is like {@link TensorList}. */
public final class MatrixList extends Bound {
  private final IValue value;

  MatrixList(List<Matrix> matrices) {
    this.value =
        matrices.get(0).isTensor()
            ? IValue.listFrom(
                matrices.stream().map(m -> m.tensor().array()).toArray(PtNDArray[]::new))
            : IValue.listFrom(matrices.stream().map(Matrix::value).toArray(IValue[]::new));
  }

  @Override
  IValue value() {
    return value;
  }

  @Override
  Signature.Kind kind() {
    return Signature.Kind.MATRIX_LIST;
  }
}
