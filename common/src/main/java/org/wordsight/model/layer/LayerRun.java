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
 * call, since the cost of a call matters if rows are few.
 *
 * @param place the first layer's place among the self-attention layers
 * @param norms of all layers, layer after layer
 * @param matrices likewise
 * @param low likewise
 * @param lows the number of tensors of {@code low} that each layer has
 */
record LayerRun(int place, TensorList norms, MatrixList matrices, TensorList low, int[] lows) {

  /** A layer's weights and its low-rank part, in the form that its kernels take. */
  record Parts(List<Tensor> norms, List<Matrix> matrices, List<Tensor> low) {}

  /**
   * Each run, by the index of its first layer.
   *
   * @param parts of all layers
   * @param looking the cross-attention layers
   */
  static Map<Integer, LayerRun> of(Scope scope, List<Parts> parts, List<Integer> looking) {
    Map<Integer, LayerRun> runs = new HashMap<>();
    int layers = parts.size();
    int place = 0;
    int first = 0;
    while (first < layers) {
      List<Tensor> norms = new ArrayList<>();
      List<Matrix> matrices = new ArrayList<>();
      List<Tensor> low = new ArrayList<>();
      List<Integer> lows = new ArrayList<>();
      int end = first;
      for (; end < layers && !looking.contains(end); end++) {
        norms.addAll(parts.get(end).norms());
        matrices.addAll(parts.get(end).matrices());
        low.addAll(parts.get(end).low());
        lows.add(parts.get(end).low().size());
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
