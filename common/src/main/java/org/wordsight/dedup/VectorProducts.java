package org.wordsight.dedup;

import java.util.List;
import java.util.Map;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Products of vectors of length 1 with many others, by the engine. They find pairs that may reach a
 * bound, with a margin for rounding in float32. Not thread-safe.
 */
final class VectorProducts implements AutoCloseable {
  /** The most other vectors in one product: the result for 512 vectors then has 16 MiB. */
  static final int PIECE = 8_192;

  /** Twice the error of a sum of products in float32, for vectors of length 1, by dimension. */
  private static final double ERROR = 0x1p-23;

  private final Kernels kernels = Kernels.load(Device.CPU, Map.of(), "search.py");
  private long computed;

  /** Receives the places of two vectors in their lists. */
  @FunctionalInterface
  interface Found {
    void pair(int place, int other);
  }

  /** Finds pairs inside a block. Each pair is reported twice, and each vector also with itself. */
  void within(float[][] block, double threshold, Found found) {
    try (Scope scope = Device.CPU.scope()) {
      Tensor block_BD = tensor(scope, block);
      compare(scope, block_BD, block_BD, 0, threshold, found);
    }
  }

  /** Finds pairs of a block with stored vectors. */
  void withStored(float[][] block, NumberedVectors store, double threshold, Found found) {
    try (Scope scope = Device.CPU.scope()) {
      Tensor block_BD = tensor(scope, block);
      for (NumberedVectors.Rows piece : pieces(store)) {
        try (Scope own = scope.child()) {
          Tensor stored_ND = tensor(own, piece, block[0].length);
          compare(own, block_BD, stored_ND, piece.first(), threshold, found);
        }
      }
    }
  }

  /** Finds pairs of two lists. */
  void between(float[][] block, float[][] others, double threshold, Found found) {
    try (Scope scope = Device.CPU.scope()) {
      compare(scope, tensor(scope, block), tensor(scope, others), 0, threshold, found);
    }
  }

  private void compare(
      Scope scope, Tensor block_BD, Tensor others_ND, int first, double threshold, Found found) {
    double bound = threshold - block_BD.size(1) * ERROR;
    long[] pairs_M2 = kernels.infer(scope, "alike", block_BD, others_ND, bound).toLongs();
    for (int i = 0; i < pairs_M2.length; i += 2) {
      found.pair((int) pairs_M2[i], first + (int) pairs_M2[i + 1]);
    }
    computed += block_BD.size(0) * others_ND.size(0);
  }

  /** For each stored vector, the place of the nearest of the others. */
  int[] nearest(NumberedVectors store, float[][] others) {
    int[] nearest = new int[store.count()];
    try (Scope scope = Device.CPU.scope()) {
      Tensor others_ND = tensor(scope, others);
      for (NumberedVectors.Rows piece : pieces(store)) {
        try (Scope own = scope.child()) {
          Tensor stored_BD = tensor(own, piece, others[0].length);
          fill(nearest, piece.first(), own, stored_BD, others_ND);
        }
      }
    }
    return nearest;
  }

  /** For each vector of a list, the place of the nearest of the others. */
  int[] nearest(List<float[]> vectors, float[][] others) {
    int[] nearest = new int[vectors.size()];
    try (Scope scope = Device.CPU.scope()) {
      Tensor others_ND = tensor(scope, others);
      for (int from = 0; from < nearest.length; from += PIECE) {
        int to = Math.min(nearest.length, from + PIECE);
        try (Scope own = scope.child()) {
          Tensor some_BD = tensor(own, vectors.subList(from, to).toArray(float[][]::new));
          fill(nearest, from, own, some_BD, others_ND);
        }
      }
    }
    return nearest;
  }

  private void fill(int[] nearest, int first, Scope scope, Tensor x_BD, Tensor others_ND) {
    long[] found_B = kernels.infer(scope, "nearest", x_BD, others_ND).toLongs();
    for (int i = 0; i < found_B.length; i++) {
      nearest[first + i] = (int) found_B[i];
    }
  }

  private static List<NumberedVectors.Rows> pieces(NumberedVectors store) {
    return store.pieces(0, store.count(), PIECE);
  }

  private static Tensor tensor(Scope scope, NumberedVectors.Rows rows, int dimensions) {
    return scope.over(rows.memory(), ElementType.FLOAT32, rows.count(), dimensions);
  }

  private static Tensor tensor(Scope scope, float[][] vectors) {
    int dimensions = vectors[0].length;
    float[] flat = new float[vectors.length * dimensions];
    for (int i = 0; i < vectors.length; i++) {
      if (vectors[i].length != dimensions) {
        throw new IllegalArgumentException(
            "A vector of " + vectors[i].length + " dimensions among those of " + dimensions);
      }
      System.arraycopy(vectors[i], 0, flat, i * dimensions, dimensions);
    }
    return scope.floats(flat, vectors.length, dimensions);
  }

  /** Pairs whose product was computed. */
  long computed() {
    return computed;
  }

  @Override
  public void close() {
    kernels.close();
  }
}
