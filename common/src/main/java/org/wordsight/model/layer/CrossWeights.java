package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.Tensor;

/**
 * The weights that only a cross-attention layer has.
 *
 * @param keyValue the matrices of key and value, joined along their outputs
 * @param queryNorm of each head's queries [E]; {@code keyNorm} likewise
 * @param attentionGate [1], scales what attention adds; {@code feedForwardGate} likewise
 */
public record CrossWeights(
    Matrix keyValue,
    Tensor queryNorm,
    Tensor keyNorm,
    Tensor attentionGate,
    Tensor feedForwardGate) {

  /** All weights except the matrix, in the order in which the kernels take them. */
  List<Tensor> norms() {
    return List.of(queryNorm, keyNorm, attentionGate, feedForwardGate);
  }
}
