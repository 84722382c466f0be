package org.wordsight.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.AdapterLayout;
import org.wordsight.lora.KeyLayout;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.ModuleId;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Packing;
import org.wordsight.model.layer.Projection;
import org.wordsight.model.layer.TrainableLayers;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.tensor.TensorList;

/**
 * Computes the gradients of shards with a decoder on one device. Base weights get no gradient. On a
 * CPU, several shards are computed at the same time, with one thread each if there are enough
 * shards.
 */
final class DecoderGradients implements ShardGradients {
  private final Decoder decoder;
  private final Vectors vectors;
  private final AdapterLayout layout;
  private final PassDropout dropout;
  private final int sideBySide;
  private final long memoryBudgetBytes;
  private final long keptBytes;
  private final TrainableLayers layers;
  private final Scope scope;
  private Optional<Factors> factors = Optional.empty();

  /**
   * @param vectors owned by the caller, like the decoder
   * @param scale alpha / rank
   * @param plan the plan whose passes decide how much memory is needed
   * @param memoryBudgetBytes memory for the values that backward needs, of all shards together, and
   *     for copies of weights; 0 takes what the device allows
   */
  DecoderGradients(
      Decoder decoder,
      Vectors vectors,
      AdapterLayout layout,
      double scale,
      TrainingSettings settings,
      BatchPlan plan,
      long memoryBudgetBytes) {
    requireLayersThatTextPasses(layout);
    this.decoder = decoder;
    this.vectors = vectors;
    this.layout = layout;
    this.sideBySide = decoder.backend().shardsSideBySide(settings.logicalShards());
    this.memoryBudgetBytes =
        memoryBudgetBytes > 0
            ? memoryBudgetBytes
            : decoder
                .backend()
                .keptLayersBytes(
                    reservedBytes(decoder, layout, settings.logicalShards(), plan.longestPass()));
    Dropout function =
        new Dropout(settings.dropout(), settings.seed(), widestInput(layout.shape()));
    this.dropout = new PassDropout(function, layout.shape(), decoder.backend());
    Packing packing = packing(plan.longestTrainingPass());
    this.layers =
        decoder.trainable(
            new TrainableLayers.Scale(
                scale, scale / (1 - settings.dropout()), function.leastKept()),
            packing);
    this.keptBytes = keptBytes(this.memoryBudgetBytes, packing, decoder.config(), sideBySide);
    this.scope = decoder.backend().scope();
  }

  /**
   * Decides whether copies of weights are held. They are if all layers can be kept too, since
   * computing a layer again costs more than making copies again.
   */
  private Packing packing(long longestPass) {
    long copies = TrainableLayers.packedBytes(decoder.config());
    if (!decoder.backend().packsTrainedLayers(copies)) {
      return Packing.NONE;
    }
    long allLayers =
        TrainingMemory.keptBytes(
            layout.shape(),
            layout.rank(),
            longestPass * sideBySide,
            decoder.backend().activation(),
            decoder.backend().keepsDropoutMasks());
    return memoryBudgetBytes - copies >= allLayers ? Packing.HELD : Packing.EACH_TIME;
  }

  /** The memory that copies of weights leave for kept layers. */
  static long keptBytes(
      long memoryBudgetBytes, Packing packing, DecoderConfig config, int sideBySide) {
    long copies =
        switch (packing) {
          case NONE -> 0;
          case HELD -> TrainableLayers.packedBytes(config);
          case EACH_TIME -> TrainableLayers.packingBytes(config) * sideBySide;
        };
    return Math.max(0, memoryBudgetBytes - copies);
  }

  private static int widestInput(LanguageShape shape) {
    return Arrays.stream(Projection.values()).mapToInt(shape::inputWidth).max().orElseThrow();
  }

  /** The bytes of the passes at the same time and of the adapter's vectors. */
  static long reservedBytes(
      Decoder decoder, AdapterLayout layout, int logicalShards, long longestPass) {
    Backend backend = decoder.backend();
    int sideBySide = backend.shardsSideBySide(logicalShards);
    return TrainingMemory.workingBytes(
            layout.shape(), decoder.config(), layout.rank(), longestPass * sideBySide, backend)
        + VectorMemory.deviceBytes(layout.size(), logicalShards, sideBySide);
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
  public void use(Tensor parameters_P) {
    if (factors.isEmpty()) {
      factors = Optional.of(Factors.of(vectors, scope, layout, parameters_P));
    }
    factors.get().load(parameters_P);
  }

  @Override
  public PendingLoss add(BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P) {
    return add(plan, step, shard, gradient_P, from -> {});
  }

  /** Layers are finished from the last to the first, in the last pass of the shard. */
  @Override
  public PendingLoss add(
      BatchPlan plan, BatchPlan.Step step, int shard, Tensor gradient_P, Progress progress) {
    List<PendingLoss> losses = new ArrayList<>();
    List<BatchPlan.MicroBatch> batches = step.shards().get(shard);
    for (int i = 0; i < batches.size(); i++) {
      boolean last = i == batches.size() - 1;
      GradientPlace place = new GradientPlace(gradient_P, last ? progress : from -> {});
      losses.add(add(plan, step, batches.get(i), place));
    }
    progress.finished(0);
    return PendingLoss.sum(losses);
  }

  /** The vector to which a pass adds its gradient, and the listener to its progress. */
  private record GradientPlace(Tensor gradient_P, Progress progress) {}

  private PendingLoss add(
      BatchPlan plan, BatchPlan.Step step, BatchPlan.MicroBatch batch, GradientPlace place) {
    PackedBatch packed = packed(plan.examples(), batch);
    long budget = keptBytes / sideBySide;
    int kept =
        KeptLayers.count(layout.shape(), layout.rank(), packed.tokens(), decoder.backend(), budget);
    try (Scope pass = scope.child();
        PassDropout.OfLayers dropped = dropout.begin(pass, step.index(), batch.samples(), packed)) {
      Tensor losses_M =
          new LayeredPass(decoder, layers, pass, packed, lowRank(dropped))
              .differentiate(
                  1.0 / step.targets(),
                  kept,
                  (owner, layer, tensors) -> collect(owner, layer, tensors, place));
      return pending(batch, packed, losses_M);
    }
  }

  private LayeredPass.LowRank lowRank(PassDropout.OfLayers dropped) {
    return new LayeredPass.LowRank() {
      @Override
      public TensorList of(Scope owner, int layer, boolean last) {
        List<Tensor> tensors = new ArrayList<>(factors.orElseThrow().layer(layer));
        tensors.addAll(dropped.of(owner, layer, last));
        return owner.list(tensors);
      }

      @Override
      public void done(int layer) {
        dropped.done(layer);
      }
    };
  }

  /** Adds the gradients of a layer's factors to the flat vector, in the order of the list. */
  private void collect(Scope owner, int layer, List<Tensor> tensors, GradientPlace place) {
    List<Tensor> adapted = new ArrayList<>();
    int start = -1;
    for (Projection projection : Projection.values()) {
      ModuleId module = new ModuleId(layer, projection);
      if (layout.adapts(module)) {
        start = start < 0 ? layout.startOfA(module) : start;
        adapted.addAll(tensors.subList(2 * projection.ordinal(), 2 * projection.ordinal() + 2));
      }
    }
    if (!adapted.isEmpty()) {
      vectors.collect(owner, place.gradient_P(), start, adapted);
      place.progress().finished(start);
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
              (owner, layer, last) -> owner.list(factors.orElseThrow().layer(layer)));
      return lossOf(batch, packed, layered.losses().toFloats());
    }
  }

  /** The losses keep a scope of their own until they are read. */
  private PendingLoss pending(BatchPlan.MicroBatch batch, PackedBatch packed, Tensor losses_M) {
    Scope own = scope.child();
    PendingNumbers losses = PendingNumbers.of(vectors, own, losses_M);
    return () -> {
      try (own) {
        return lossOf(batch, packed, losses.await().toFloats());
      }
    };
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
    dropout.close();
    scope.close();
    layers.close();
  }
}
