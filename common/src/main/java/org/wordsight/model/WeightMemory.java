package org.wordsight.model;

import org.wordsight.model.layer.Backend;
import org.wordsight.model.layer.TrainableLayers;

/** Computes the memory that a checkpoint's weights take once they are loaded. */
public final class WeightMemory {
  private WeightMemory() {}

  /**
   * Bytes on a device; on a CPU, bytes off the heap. Weights that stay in their mapped file count
   * too.
   */
  public static long bytes(Checkpoint checkpoint, Backend backend, Purpose purpose) {
    long matrices = checkpoint.matrixWeights();
    long others = checkpoint.parameters() - matrices;
    int plain = backend.held().bytes();
    return others * plain
        + switch (purpose) {
          case LEARN -> matrices * plain - saved(checkpoint, backend);
          case ANSWER -> matrices * backend.bytesOfAnsweringWeight(checkpoint.isHalf(), matrices);
        };
  }

  /** The bytes that are saved if trained layers stay in 16 bits. */
  private static long saved(Checkpoint checkpoint, Backend backend) {
    return Purpose.LEARN.keepsHalves(backend, checkpoint)
        ? TrainableLayers.elements(checkpoint.decoder()) * (Float.BYTES - Short.BYTES)
        : 0;
  }
}
