package org.wordsight.model.layer;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * The low-rank part that LoRA adds to a layer's projections: y = W x + (B A x) scale.
 *
 * @param factors float32, for each {@link Projection} in order: A [rank, in], then B [out, rank]. A
 *     projection without an adapter has B = 0. The list is empty if no projection of the layer has
 *     an adapter.
 * @param scale the factor of every product
 */
public record LayerLora(List<Tensor> factors, double scale) {
  private static final int FACTORS = 2 * Projection.values().length;

  public LayerLora {
    factors = List.copyOf(factors);
    if (!factors.isEmpty() && factors.size() != FACTORS) {
      throw new IllegalArgumentException(
          "A layer has " + factors.size() + " LoRA factors, expected " + FACTORS);
    }
  }

  /** The factors in the form that kernels take. */
  List<Tensor> argument(Scope scope) {
    List<Tensor> argument = new ArrayList<>(1 + FACTORS);
    argument.add(scope.floats(new float[] {(float) scale}));
    argument.addAll(factors);
    return argument;
  }
}
