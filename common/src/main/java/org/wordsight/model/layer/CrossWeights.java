package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.Tensor;

/**
 * What a layer that looks at images has beside the weights of any layer.
 *
 * @param keyValue key and value, of what it looks at, joined along their outputs
 * @param queryNorm of each head's queries [E]; {@code keyNorm} likewise
 * @param attentionGate [1], of what attention adds; {@code feedForwardGate} likewise
 */
public record CrossWeights(
    Matrix keyValue,
    Tensor queryNorm,
    Tensor keyNorm,
    Tensor attentionGate,
    Tensor feedForwardGate) {

  /** All but the matrix, in the order in which the kernels take them. */
  List<Tensor> norms() {
    return List.of(queryNorm, keyNorm, attentionGate, feedForwardGate);
  }
}
