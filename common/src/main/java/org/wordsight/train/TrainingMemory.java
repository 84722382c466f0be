package org.wordsight.train;

import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.TrainableLayers;

/** How much memory training an adapter takes off the heap, on a CPU. */
public final class TrainingMemory {
  /** A share of the machine that kept activations may take where nobody says how much. */
  private static final int SHARE = 4;

  private TrainingMemory() {}

  /**
   * The bytes of copies of a small model's layers, and activations of the micro-batches under way.
   *
   * @param microBatchTokens of one shard
   * @param keptBytes what backward needs may take of all shards; 0: a quarter of the machine, which
   *     is then added to {@code weights}
   * @param weights bytes that lie there anyway
   */
  public static long nativeBytes(
      LanguageShape shape,
      DecoderConfig decoder,
      int rank,
      long microBatchTokens,
      int sideBySide,
      long keptBytes,
      long weights) {
    long packed = TrainableLayers.packedBytes(decoder);
    long copies = packed <= DecoderGradients.PACKED_WEIGHTS_BYTES ? packed : 0;
    long layer = KeptLayers.bytesPerToken(shape, rank) * microBatchTokens * sideBySide;
    long inputs =
        (long) Float.BYTES * shape.hiddenWidth() * microBatchTokens * sideBySide * shape.layers();
    // A layer's forward pass, its backward pass, and the inputs of all layers.
    long working = 2 * layer + inputs;
    long everyLayer = layer * shape.layers();
    long budget = keptBytes > 0 ? keptBytes : (weights + copies + working) / (SHARE - 1);
    return copies + working + Math.min(everyLayer, budget);
  }
}
