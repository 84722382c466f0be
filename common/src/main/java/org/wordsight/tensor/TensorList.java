package org.wordsight.tensor;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * Tensors that kernels take as one list, converted once for many calls. The scope that made the
 * list owns it. The list keeps the tensors' memory until that scope closes.
 */
public final class TensorList extends Bound {
  private final IValue value;

  TensorList(List<Tensor> tensors) {
    this.value = IValue.listFrom(tensors.stream().map(Tensor::array).toArray(PtNDArray[]::new));
  }

  @Override
  IValue value() {
    return value;
  }

  @Override
  Signature.Kind kind() {
    return Signature.Kind.TENSOR_LIST;
  }
}
