package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Tensor;

/**
 * A decoder layer's weights, query-key-value and gate-up joined along their outputs.
 *
 * @param queryKeyValue in a layer that looks at images the query alone
 * @param queryKeyValueBias empty where there is none
 */
public record LayerWeights(
    Tensor attentionNorm,
    Tensor queryKeyValue,
    Tensor queryKeyValueBias,
    Tensor output,
    Tensor feedForwardNorm,
    Tensor gateUp,
    Tensor down) {

  /** In the order in which the kernels take them. */
  List<Tensor> argument() {
    return List.of(
        attentionNorm, queryKeyValue, queryKeyValueBias, output, feedForwardNorm, gateUp, down);
  }
}
