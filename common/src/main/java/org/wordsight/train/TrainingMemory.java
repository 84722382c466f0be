package org.wordsight.train;

import org.wordsight.lora.LanguageShape;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.CpuBackend;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.TrainableLayers;

/** Computes the memory off the heap that training an adapter takes, without its vectors. */
public final class TrainingMemory {
  /**
   * On a CPU, the share of the machine's memory for kept activations, if the run file sets no
   * budget.
   */
  private static final int SHARE = 4;

  /** Logits, their logarithms and their gradients are in memory at the same time. */
  private static final int LOGITS = 3;

  private TrainingMemory() {}

  /**
   * The most bytes on a CPU, for copies of a small model's layers and for activations of the
   * current micro-batches.
   *
   * @param longestPass the most tokens of a pass of one shard
   * @param keptBytes memory for the values that backward needs, of all shards, and for copies of
   *     weights. 0 takes a quarter of the machine's memory, which is then added to {@code weights}
   * @param weights the bytes of the weights
   */
  public static long nativeBytes(
      LanguageShape shape,
      DecoderConfig decoder,
      int rank,
      long longestPass,
      int sideBySide,
      long keptBytes,
      long weights) {
    long packed = TrainableLayers.packedBytes(decoder);
    boolean packs = new CpuBackend(ActivationType.FLOAT32).packsTrainedLayers(packed);
    long copies = packs ? packed : 0;
    long packing = packs ? TrainableLayers.packingBytes(decoder) * sideBySide : 0;
    long tokens = longestPass * sideBySide;
    long layer = KeptLayers.computedBytesPerToken(shape, rank, Float.BYTES) * tokens;
    long inputs = (long) Float.BYTES * shape.hiddenWidth() * tokens * shape.layers();
    // These are a layer's forward pass, its backward pass, the inputs of all layers, and matrices
    // that are packed for one product.
    long working = 2 * layer + inputs + packing;
    long everyLayer = layer * shape.layers();
    if (keptBytes > 0) {
      return working + Math.min(everyLayer + copies, keptBytes);
    }
    return copies + working + Math.min(everyLayer, (weights + copies + working) / (SHARE - 1));
  }

  /**
   * The bytes of one pass beside the weights, the adapter's vectors and the kept layers. They are
   * for a layer's forward pass, its backward pass, the inputs of all layers, and the logits of some
   * targets.
   *
   * @param tokens of all passes at the same time
   */
  public static long workingBytes(
      LanguageShape shape, DecoderConfig decoder, int rank, long tokens, Backend backend) {
    int bytes = backend.activation().bytes();
    long layer = KeptLayers.computedBytesPerToken(shape, rank, bytes) * tokens;
    long inputs = (long) bytes * shape.hiddenWidth() * tokens * shape.layers();
    long logits = (long) LOGITS * Float.BYTES * decoder.vocabularySize() * backend.headRows();
    return 2 * layer + inputs + logits;
  }

  /**
   * The bytes that all layers keep of one pass.
   *
   * @param tokens of all passes at the same time
   * @param keepsMasks as in {@link Backend#keepsDropoutMasks}
   */
  public static long keptBytes(
      LanguageShape shape, int rank, long tokens, ActivationType activation, boolean keepsMasks) {
    return KeptLayers.bytesPerToken(shape, rank, activation.bytes(), keepsMasks)
        * tokens
        * shape.layers();
  }
}
