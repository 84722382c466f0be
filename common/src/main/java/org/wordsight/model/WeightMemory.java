package org.wordsight.model;

import org.wordsight.model.layer.CpuBackend;

/** Computes the memory that a checkpoint's weights take once they are loaded. */
public final class WeightMemory {
  private WeightMemory() {}

  /**
   * Bytes off the heap on a CPU. Weights that stay in their mapped file count too.
   *
   * @param precision that the run file asks for
   */
  public static long bytes(Checkpoint checkpoint, Precision precision, Purpose purpose) {
    long matrices = checkpoint.matrixWeights();
    long others = checkpoint.parameters() - matrices;
    CpuBackend cpu = new CpuBackend(precision.type());
    return others * precision.bytes()
        + matrices
            * switch (purpose) {
              case LEARN -> precision.bytes();
              case ANSWER -> cpu.bytesOfAnsweringWeight(checkpoint.isHalf(), matrices);
            };
  }
}
