package org.wordsight.model;

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
    int plain = precision == Precision.FLOAT32 ? Float.BYTES : Short.BYTES;
    return others * plain
        + matrices
            * switch (purpose) {
              case LEARN -> plain;
              case ANSWER -> bytesOfMatrixWeight(checkpoint, precision, matrices);
            };
  }

  /**
   * The bytes of one weight in the form that {@link Purpose} chooses on a processor with kernels
   * for 16 bits.
   */
  private static int bytesOfMatrixWeight(
      Checkpoint checkpoint, Precision precision, long matrices) {
    boolean narrow = checkpoint.isHalf() || precision != Precision.FLOAT32;
    if (!narrow) {
      return Float.BYTES;
    }

    return matrices <= Purpose.HELD_TWICE ? Short.BYTES + Float.BYTES : Short.BYTES;
  }
}
