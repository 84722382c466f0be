package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.tensor.Matrix;
import org.wordsight.tensor.MatrixList;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * Self-attention layers with no cross-attention layer between them. A step takes all of them in one
 * call, since the cost of a call counts where rows are few.
 *
 * @param place the first layer's place among the self-attention layers
 * @param norms of all layers, layer after layer
 * @param matrices likewise
 * @param low likewise
 * @param lows how many tensors of {@code low} each layer has
 */
record LayerRun(int place, TensorList norms, MatrixList matrices, TensorList low, int[] lows) {

  /**
   * Each run, by the index of its first layer.
   *
   * @param adapters of all layers
   */
  static Map<Integer, LayerRun> of(Scope scope, Decoder decoder, List<List<Tensor>> adapters) {
    List<Integer> looking = decoder.config().crossLayers();
    Map<Integer, LayerRun> runs = new HashMap<>();
    int layers = decoder.config().layerCount();
    int place = 0;
    int first = 0;
    while (first < layers) {
      List<Tensor> norms = new ArrayList<>();
      List<Matrix> matrices = new ArrayList<>();
      List<Tensor> low = new ArrayList<>();
      List<Integer> lows = new ArrayList<>();
      int end = first;
      for (; end < layers && !looking.contains(end); end++) {
        norms.addAll(decoder.layer(end).norms());
        matrices.addAll(decoder.layer(end).matrices());
        low.addAll(adapters.get(end));
        lows.add(adapters.get(end).size());
      }
      if (end > first) {
        int[] counts = lows.stream().mapToInt(Integer::intValue).toArray();
        runs.put(
            first,
            new LayerRun(
                place, scope.list(norms), scope.matrices(matrices), scope.list(low), counts));
        place += counts.length;
      }
      first = end + 1;
    }
    return runs;
  }
}
