package org.wordsight.lora;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.layer.LayerLora;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** An adapter's vector off the heap, and tensors over it: views on the CPU, copies on a GPU. */
public final class AdapterMemory {
  private final AdapterLayout layout;
  private final ByteBuffer memory;
  private final ByteBuffer zeros;

  private AdapterMemory(Adapter adapter) {
    this.layout = adapter.layout();
    this.memory =
        ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, layout.size()))
            .order(ByteOrder.nativeOrder());
    memory.asFloatBuffer().put(adapter.values());
    this.zeros = ByteBuffer.allocateDirect(Math.toIntExact(Float.BYTES * largestUnadapted(layout)));
  }

  private static long largestUnadapted(AdapterLayout layout) {
    return TargetModules.allProjections(layout.shape()).stream()
        .filter(module -> !layout.adapts(module))
        .mapToLong(module -> Math.max(layout.elementsOfA(module), layout.elementsOfB(module)))
        .max()
        .orElse(0);
  }

  /** An adapter for a model's forward pass, while {@code scope} is open. */
  public static LoraWeights bind(Scope scope, Adapter adapter) {
    AdapterMemory memory = new AdapterMemory(adapter);
    return memory.weights(memory.factors(scope), adapter.scale());
  }

  /** For each layer, A and B of each projection in order; zeros if a projection is not adapted. */
  private List<List<Tensor>> factors(Scope scope) {
    List<List<Tensor>> layers = new ArrayList<>();
    for (int layer = 0; layer < layout.shape().layers(); layer++) {
      List<Tensor> factors = new ArrayList<>();
      for (Projection projection : Projection.values()) {
        ModuleId module = new ModuleId(layer, projection);
        boolean adapted = layout.adapts(module);
        ByteBuffer source = adapted ? memory : zeros;
        int a = adapted ? layout.startOfA(module) : 0;
        int b = adapted ? layout.startOfB(module) : 0;
        factors.add(matrix(scope, source, a, layout.rank(), layout.inputWidth(module)));
        factors.add(matrix(scope, source, b, layout.outputWidth(module), layout.rank()));
      }
      layers.add(factors);
    }
    return layers;
  }

  /** The factors of all layers with the scale that the forward pass applies. */
  private LoraWeights weights(List<List<Tensor>> factors, double scale) {
    List<LayerLora> layers = new ArrayList<>();
    for (List<Tensor> layer : factors) {
      layers.add(new LayerLora(adapts(layers.size()) ? layer : List.of(), scale));
    }
    return new LoraWeights(layers);
  }

  private boolean adapts(int layer) {
    return layout.modules().stream().anyMatch(module -> module.layer() == layer);
  }

  private static Tensor matrix(Scope scope, ByteBuffer source, int start, int rows, int columns) {
    ByteBuffer bytes = source.slice(Float.BYTES * start, Float.BYTES * rows * columns);
    return scope.over(bytes, ElementType.FLOAT32, rows, columns);
  }
}
