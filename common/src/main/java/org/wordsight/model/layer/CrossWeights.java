package org.wordsight.model.layer;

import java.util.List;
import org.wordsight.tensor.Tensor;

/**
 * The weights of a layer that looks at images, key-value and gate-up joined along their outputs.
 *
 * @param attentionGate [1], of what attention adds; {@code feedForwardGate} likewise
 */
public record CrossWeights(
    Tensor attentionNorm,
    Tensor query,
    Tensor keyValue,
    Tensor queryNorm,
    Tensor keyNorm,
    Tensor output,
    Tensor attentionGate,
    Tensor feedForwardNorm,
    Tensor gateUp,
    Tensor down,
    Tensor feedForwardGate) {

  /** In the order in which the kernels take them. */
  List<Tensor> argument() {
    return List.of(
        attentionNorm,
        query,
        keyValue,
        queryNorm,
        keyNorm,
        output,
        attentionGate,
        feedForwardNorm,
        gateUp,
        down,
        feedForwardGate);
  }
}
