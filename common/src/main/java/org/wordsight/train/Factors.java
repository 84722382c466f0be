package org.wordsight.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.ModuleId;
import org.wordsight.lora.TargetModules;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * The matrices A and B of an adapter that learns, in the form that layers take: views of its
 * vector. If layers compute in 16 bits, they are views of a copy in that type.
 */
final class Factors {
  private final Vectors vectors;
  private final Tensor held_P;
  private final boolean copies;
  private final List<List<Tensor>> layers;

  private Factors(Vectors vectors, Tensor held_P, boolean copies, List<List<Tensor>> layers) {
    this.vectors = vectors;
    this.held_P = held_P;
    this.copies = copies;
    this.layers = layers;
  }

  /**
   * @param owner of all tensors
   * @param parameters_P the adapter's vector, float32
   */
  static Factors of(Vectors vectors, Scope owner, AdapterLayout layout, Tensor parameters_P) {
    boolean copies = vectors.backend().activation() != ActivationType.FLOAT32;
    Tensor held_P = copies ? vectors.inActivationType(owner, parameters_P) : parameters_P;
    Tensor zeros = vectors.zeros(owner, largestUnadapted(layout));
    Tensor unadapted = copies ? vectors.inActivationType(owner, zeros) : zeros;
    vectors.clear(unadapted);
    List<Tensor> adapted = matrices(vectors, owner, layout, held_P, true);
    List<Tensor> others = matrices(vectors, owner, layout, unadapted, false);
    List<List<Tensor>> layers = new ArrayList<>();
    int nextAdapted = 0;
    int nextOther = 0;
    for (int layer = 0; layer < layout.shape().layers(); layer++) {
      List<Tensor> factors = new ArrayList<>();
      for (ModuleId module : projections(layer)) {
        if (layout.adapts(module)) {
          factors.addAll(adapted.subList(nextAdapted, nextAdapted + 2));
          nextAdapted += 2;
        } else {
          factors.addAll(others.subList(nextOther, nextOther + 2));
          nextOther += 2;
        }
      }
      layers.add(List.copyOf(factors));
    }
    return new Factors(vectors, held_P, copies, layers);
  }

  private static List<ModuleId> projections(int layer) {
    return Arrays.stream(Projection.values())
        .map(projection -> new ModuleId(layer, projection))
        .toList();
  }

  private static int largestUnadapted(AdapterLayout layout) {
    return TargetModules.allProjections(layout.shape()).stream()
        .filter(module -> !layout.adapts(module))
        .mapToInt(
            module ->
                Math.toIntExact(Math.max(layout.elementsOfA(module), layout.elementsOfB(module))))
        .max()
        .orElse(0);
  }

  /** A and B of all adapted modules, or of all other modules, in their order. */
  private static List<Tensor> matrices(
      Vectors vectors, Scope owner, AdapterLayout layout, Tensor vector, boolean adapted) {
    int[] places =
        IntStream.range(0, layout.shape().layers())
            .boxed()
            .flatMap(layer -> projections(layer).stream())
            .filter(module -> layout.adapts(module) == adapted)
            .flatMapToInt(
                module ->
                    IntStream.of(
                        adapted ? layout.startOfA(module) : 0,
                        layout.rank(),
                        layout.inputWidth(module),
                        adapted ? layout.startOfB(module) : 0,
                        layout.outputWidth(module),
                        layout.rank()))
            .toArray();
    return places.length == 0 ? List.of() : vectors.matrices(owner, vector, places);
  }

  /** Copies the parameters' content. */
  void load(Tensor parameters_P) {
    if (copies) {
      vectors.copy(held_P, parameters_P);
    }
  }

  /**
   * A [rank, in] and B [out, rank] of each projection; zeros for a projection that is not adapted.
   */
  List<Tensor> layer(int layer) {
    return layers.get(layer);
  }
}
