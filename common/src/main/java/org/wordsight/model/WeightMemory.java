package org.wordsight.model;

import org.wordsight.model.layer.Backend;

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
        + matrices
            * switch (purpose) {
              case LEARN -> plain;
              case ANSWER -> backend.bytesOfAnsweringWeight(checkpoint.isHalf(), matrices);
            };
  }
}
