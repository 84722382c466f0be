package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.tensor.Tensor;

/**
 * A decoder layer's weights, query, key and value joined along their outputs.
 *
 * @param queryKeyValue in a layer that looks at images the query alone
 * @param queryKeyValueBias empty where there is none
 * @param gateUp gate and up joined along their outputs; two tensors where weights are packed
 */
public record LayerWeights(
    Tensor attentionNorm,
    Tensor queryKeyValue,
    Tensor queryKeyValueBias,
    Tensor output,
    Tensor feedForwardNorm,
    List<Tensor> gateUp,
    Tensor down) {
  public LayerWeights {
    gateUp = List.copyOf(gateUp);
  }

  /** In the order in which the kernels take them. */
  List<Tensor> argument() {
    List<Tensor> argument =
        new ArrayList<>(
            List.of(attentionNorm, queryKeyValue, queryKeyValueBias, output, feedForwardNorm));
    argument.addAll(gateUp);
    argument.add(down);
    return argument;
  }
}
