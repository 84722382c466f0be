package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.Tensor;

/**
 * A decoder layer's weights. Query, key and value are joined along their outputs, and so are gate
 * and up.
 *
 * @param queryKeyValue only the query in a cross-attention layer
 * @param queryKeyValueBias empty if there is none
 */
public record LayerWeights(
    Tensor attentionNorm,
    Matrix queryKeyValue,
    Tensor queryKeyValueBias,
    Matrix output,
    Tensor feedForwardNorm,
    Matrix gateUp,
    Matrix down) {

  /** All weights except the matrices, in the order in which the kernels take them. */
  List<Tensor> norms() {
    return List.of(attentionNorm, queryKeyValueBias, feedForwardNorm);
  }

  /** The matrices, in the order in which the kernels take them. */
  List<Matrix> matrices() {
    return List.of(queryKeyValue, output, gateUp, down);
  }
}
