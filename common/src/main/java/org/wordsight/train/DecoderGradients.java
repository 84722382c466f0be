package org.wordsight.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.model.layer.Projection;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/** Shard gradients from a decoder on one device; base weights get none. */
final class DecoderGradients implements ShardGradients {
  private final Decoder decoder;
  private final AdapterLayout layout;
  private final double scale;
  private final double dropout;
  private final long memoryBudgetBytes;
  private final DropoutMasks masks;
  private final AdapterMemory memory;
  private final Kernels kernels;
  private final Scope scope;
  private Scope leaves;
  private List<List<Tensor>> factors = List.of();

  /**
   * @param scale alpha / rank
   * @param memoryBudgetBytes for the graphs that a pass keeps; 0: chosen from the machine's memory
   */
  DecoderGradients(
      Decoder decoder,
      Device device,
      AdapterLayout layout,
      double scale,
      TrainingSettings settings,
      long memoryBudgetBytes) {
    requireLayersThatTextPasses(layout);
    this.decoder = decoder;
    this.layout = layout;
    this.scale = scale;
    this.dropout = settings.dropout();
    this.memoryBudgetBytes = memoryBudgetBytes;
    this.masks = new DropoutMasks(new Dropout(dropout, settings.seed()), layout.shape());
    this.memory = new AdapterMemory(layout);
    this.kernels = Kernels.load(device, Map.of(), "training.py");
    this.scope = device.scope();
    this.leaves = scope.child();
  }

  private static void requireLayersThatTextPasses(AdapterLayout layout) {
    for (ModuleId module : layout.modules()) {
      if (layout.shape().crossLayers().contains(module.layer())) {
        throw WordsightException.input(
            "Cannot train "
                + KeyLayout.NEW.name(layout.shape(), module)
                + ": the layer looks at images, so text gives it no gradient. Train an adapter of"
                + " the other layers.");
      }
    }
  }

  @Override
  public void use(float[] parameters) {
    leaves.close();
    leaves = scope.child();
    memory.load(parameters);
    factors = memory.factors(leaves);
    for (int layer = 0; layer < factors.size(); layer++) {
      adapted(layer).forEach(Tensor::requireGradient);
    }
  }

  @Override
  public ShardLoss add(BatchPlan plan, BatchPlan.Step step, int shard, float[] gradient) {
    List<BatchPlan.MicroBatch> batches = step.shards().get(shard);
    LoraWeights lora = memory.weights(factors, scale / (1 - dropout));
    List<ShardLoss> losses = new ArrayList<>();
    for (BatchPlan.MicroBatch batch : batches) {
      PaddedBatch padded = padded(plan.examples(), batch);
      int kept =
          KeptLayers.count(layout.shape(), layout.rank(), padded.tokens(), memoryBudgetBytes);
      LayeredPass.Masks layerMasks =
          (owner, layer) ->
              dropout == 0 ? List.of() : masks.masks(owner, step.index(), layer, batch);
      try (Scope pass = leaves.child()) {
        LayeredPass layered = new LayeredPass(decoder, kernels, pass, padded, lora, layerMasks);
        losses.add(lossOf(batch, padded, layered.differentiate(1f / step.targets(), kept)));
      }
      masks.reuse();
    }
    if (!batches.isEmpty()) {
      collect(gradient);
    }
    return ShardLoss.sum(losses);
  }

  /** Moves the leaves' gradients into the flat vector, which lists them in the same order. */
  private void collect(float[] gradient) {
    int next = 0;
    for (int layer = 0; layer < factors.size(); layer++) {
      List<Tensor> adapted = adapted(layer);
      if (adapted.isEmpty()) {
        continue;
      }
      try (Scope reading = leaves.child()) {
        List<Tensor> gradients = adapted.stream().map(leaf -> leaf.gradient(reading)).toList();
        for (float value : kernels.call(reading, "joined", gradients).toFloats()) {
          gradient[next++] += value;
        }
      }
      adapted.forEach(Tensor::clearGradient);
    }
  }

  /** The layer's factors that learn. */
  private List<Tensor> adapted(int layer) {
    List<Tensor> adapted = new ArrayList<>();
    for (Projection projection : Projection.values()) {
      if (layout.adapts(new ModuleId(layer, projection))) {
        int first = 2 * projection.ordinal();
        adapted.addAll(factors.get(layer).subList(first, first + 2));
      }
    }
    return adapted;
  }

  @Override
  public ShardLoss loss(List<TrainingExample> examples, List<BatchPlan.MicroBatch> batches) {
    LoraWeights lora = memory.weights(factors, scale);
    List<ShardLoss> losses = new ArrayList<>();
    for (BatchPlan.MicroBatch batch : batches) {
      PaddedBatch padded = padded(examples, batch);
      try (Scope pass = leaves.child()) {
        LayeredPass layered =
            new LayeredPass(decoder, kernels, pass, padded, lora, (owner, layer) -> List.of());
        losses.add(lossOf(batch, padded, layered.losses()));
      }
    }
    return ShardLoss.sum(losses);
  }

  private static PaddedBatch padded(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
    return PaddedBatch.of(batch.samples().stream().map(examples::get).toList(), batch.length());
  }

  private static ShardLoss lossOf(BatchPlan.MicroBatch batch, PaddedBatch padded, float[] losses) {
    double sum = 0;
    TreeSet<Integer> notFinite = new TreeSet<>();
    for (int i = 0; i < losses.length; i++) {
      sum += losses[i];
      if (!Float.isFinite(losses[i])) {
        notFinite.add(batch.samples().get(padded.rows()[i]));
      }
    }
    return new ShardLoss(sum, List.copyOf(notFinite));
  }

  @Override
  public void close() {
    scope.close();
    kernels.close();
  }
}
