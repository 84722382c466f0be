package org.wordsight.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.AdapterMemory;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.Projection;
import org.wordsight.model.layer.TrainableLayers;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Computes the gradients of shards with a decoder on one device. Base weights get no gradient. On a
 * CPU, several shards are computed at the same time, with one thread each where there are enough
 * shards.
 */
final class DecoderGradients implements ShardGradients {
  /**
   * The same on every machine. Packed products round differently, and another machine may continue
   * a run.
   */
  static final long PACKED_WEIGHTS_BYTES = 3L << 30;

  private final Decoder decoder;
  private final AdapterLayout layout;
  private final Dropout dropout;
  private final int sideBySide;
  private final long memoryBudgetBytes;
  private final AdapterMemory memory;
  private final TrainableLayers layers;
  private final Scope scope;
  private final Queue<DropoutMasks> freeMasks = new ConcurrentLinkedQueue<>();
  private Scope factorScope;
  private List<List<Tensor>> factors = List.of();

  /**
   * @param scale alpha / rank
   * @param memoryBudgetBytes memory for what backward needs, of all shards together; 0 takes what
   *     the device allows
   */
  DecoderGradients(
      Decoder decoder,
      AdapterLayout layout,
      double scale,
      TrainingSettings settings,
      long memoryBudgetBytes) {
    requireLayersThatTextPasses(layout);
    this.decoder = decoder;
    this.layout = layout;
    this.dropout = new Dropout(settings.dropout(), settings.seed());
    this.sideBySide = decoder.backend().shardsSideBySide(settings.logicalShards());
    this.memoryBudgetBytes =
        memoryBudgetBytes > 0 ? memoryBudgetBytes : keptLayersBytes(settings.microBatchTokens());
    this.memory = new AdapterMemory(layout);
    this.layers =
        decoder.trainable(
            new TrainableLayers.Scale(scale, scale / (1 - settings.dropout())),
            PACKED_WEIGHTS_BYTES);
    this.scope = decoder.backend().scope();
    this.factorScope = scope.child();
  }

  private long keptLayersBytes(long microBatchTokens) {
    Backend backend = decoder.backend();
    return backend.keptLayersBytes(
        TrainingMemory.workingBytes(
            layout.shape(),
            decoder.config(),
            layout.rank(),
            microBatchTokens * sideBySide,
            backend));
  }

  @Override
  public int sideBySide() {
    return sideBySide;
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
    factorScope.close();
    factorScope = scope.child();
    memory.load(parameters);
    factors = memory.factors(factorScope);
  }

  @Override
  public ShardLoss add(BatchPlan plan, BatchPlan.Step step, int shard, float[] gradient) {
    DropoutMasks masks = freeMasks.poll();
    if (masks == null) {
      masks = new DropoutMasks(dropout, layout.shape());
    }
    List<ShardLoss> losses = new ArrayList<>();
    for (BatchPlan.MicroBatch batch : step.shards().get(shard)) {
      losses.add(add(plan, step, batch, masks, gradient));
      masks.reuse();
    }
    freeMasks.add(masks);
    return ShardLoss.sum(losses);
  }

  private ShardLoss add(
      BatchPlan plan,
      BatchPlan.Step step,
      BatchPlan.MicroBatch batch,
      DropoutMasks masks,
      float[] gradient) {
    PackedBatch packed = packed(plan.examples(), batch);
    long budget = memoryBudgetBytes / sideBySide;
    int bytesOfNumber = decoder.backend().activation().bytes();
    int kept =
        KeptLayers.count(layout.shape(), layout.rank(), packed.tokens(), bytesOfNumber, budget);
    try (Scope pass = scope.child()) {
      LayeredPass.LowRank low =
          (owner, layer, last) -> {
            List<Tensor> tensors = new ArrayList<>(factors.get(layer));
            if (dropout.drops()) {
              tensors.addAll(
                  masks.masks(owner, step.index(), layer, batch.samples(), packed, last));
            }
            return owner.list(tensors);
          };
      float[] losses =
          new LayeredPass(decoder, layers, pass, packed, low)
              .differentiate(
                  1f / step.targets(),
                  kept,
                  (owner, layer, tensors) -> collect(owner, layer, tensors, gradient));
      return lossOf(batch, packed, losses);
    }
  }

  /** Adds the gradients of a layer's factors to the flat vector, in the order of the list. */
  private void collect(Scope owner, int layer, List<Tensor> tensors, float[] gradient) {
    List<Tensor> adapted = new ArrayList<>();
    int next = -1;
    for (Projection projection : Projection.values()) {
      ModuleId module = new ModuleId(layer, projection);
      if (layout.adapts(module)) {
        next = next < 0 ? layout.startOfA(module) : next;
        adapted.addAll(tensors.subList(2 * projection.ordinal(), 2 * projection.ordinal() + 2));
      }
    }
    if (!adapted.isEmpty()) {
      for (float value : layers.joined(owner, adapted)) {
        gradient[next++] += value;
      }
    }
  }

  @Override
  public ShardLoss loss(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
    PackedBatch packed = packed(examples, batch);
    try (Scope pass = scope.child()) {
      LayeredPass layered =
          new LayeredPass(
              decoder,
              layers,
              pass,
              packed,
              (owner, layer, last) -> owner.list(factors.get(layer)));
      return lossOf(batch, packed, layered.losses());
    }
  }

  private static PackedBatch packed(List<TrainingExample> examples, BatchPlan.MicroBatch batch) {
    return PackedBatch.of(batch.samples().stream().map(examples::get).toList());
  }

  private static ShardLoss lossOf(BatchPlan.MicroBatch batch, PackedBatch packed, float[] losses) {
    double sum = 0;
    TreeSet<Integer> notFinite = new TreeSet<>();
    for (int i = 0; i < losses.length; i++) {
      sum += losses[i];
      if (!Float.isFinite(losses[i])) {
        notFinite.add(batch.samples().get(packed.rows()[i]));
      }
    }
    return new ShardLoss(sum, List.copyOf(notFinite));
  }

  @Override
  public void close() {
    scope.close();
    layers.close();
  }
}
