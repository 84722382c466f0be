package org.wordsight.dedup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cells of vectors that are near a common centre, found by k-means. A vector is compared only with
 * the vectors of its nearest cells. The centres depend on the stored vectors and their order.
 */
final class VectorCells {
  /** The number of cells with whose vectors a vector is compared. */
  static final int PROBES = 8;

  private static final int SAMPLES_OF_A_CELL = 32;
  private static final int ROUNDS = 5;

  private final float[][] centres;

  /** For each cell: the places of its vectors in the store. */
  private final IntLists members;

  private VectorCells(float[][] centres, IntLists members) {
    this.centres = centres;
    this.members = members;
  }

  /** About as many cells as a cell has vectors. */
  static VectorCells of(NumberedVectors store, VectorProducts products) {
    int count = (int) Math.sqrt(store.count());
    List<float[]> sample = sample(store, Math.min(store.count(), SAMPLES_OF_A_CELL * count));
    float[][] centres = new float[count][];
    Arrays.setAll(centres, cell -> sample.get((int) ((long) cell * sample.size() / count)).clone());
    for (int round = 0; round < ROUNDS; round++) {
      move(centres, sample, products.nearest(sample, centres));
    }
    IntLists members = new IntLists(count);
    int[] homes = products.nearest(store, centres);
    for (int place = 0; place < homes.length; place++) {
      members.add(homes[place], place);
    }
    return new VectorCells(centres, members);
  }

  private static List<float[]> sample(NumberedVectors store, int size) {
    List<float[]> sample = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      float[] vector = new float[store.dimensions()];
      store.read((int) ((long) i * store.count() / size), vector);
      sample.add(vector);
    }
    return sample;
  }

  /** Moves each centre to the mean of its vectors, at length 1. A cell without vectors stays. */
  private static void move(float[][] centres, List<float[]> sample, int[] homes) {
    double[][] sums = new double[centres.length][centres[0].length];
    for (int i = 0; i < homes.length; i++) {
      double[] sum = sums[homes[i]];
      float[] vector = sample.get(i);
      for (int d = 0; d < sum.length; d++) {
        sum[d] += vector[d];
      }
    }
    for (int cell = 0; cell < centres.length; cell++) {
      double length = Math.sqrt(Arrays.stream(sums[cell]).map(x -> x * x).sum());
      if (length > 0) {
        double[] sum = sums[cell];
        float[] centre = centres[cell];
        IntStream.range(0, sum.length).forEach(d -> centre[d] = (float) (sum[d] / length));
      }
    }
  }

  int count() {
    return centres.length;
  }

  /**
   * The nearest cells, the nearest first. They are computed in one fixed order of sums, so that a
   * vector's cells do not depend on its neighbours.
   */
  int[] nearest(float[] vector) {
    int[] cells = new int[Math.min(PROBES, centres.length)];
    float[] scores = new float[cells.length];
    int found = 0;
    for (int cell = 0; cell < centres.length; cell++) {
      float score = product(vector, centres[cell]);
      if (found < cells.length || score > scores[found - 1]) {
        int at = found < cells.length ? found++ : found - 1;
        while (at > 0 && score > scores[at - 1]) {
          scores[at] = scores[at - 1];
          cells[at] = cells[at - 1];
          at--;
        }
        scores[at] = score;
        cells[at] = cell;
      }
    }
    return cells;
  }

  /** Four sums at the same time, since a single sum would wait for each addition. */
  private static float product(float[] a, float[] b) {
    float first = 0;
    float second = 0;
    float third = 0;
    float fourth = 0;
    int d = 0;
    for (; d + 4 <= a.length; d += 4) {
      first += a[d] * b[d];
      second += a[d + 1] * b[d + 1];
      third += a[d + 2] * b[d + 2];
      fourth += a[d + 3] * b[d + 3];
    }
    for (; d < a.length; d++) {
      first += a[d] * b[d];
    }
    return first + second + (third + fourth);
  }

  void add(int cell, int place) {
    members.add(cell, place);
  }

  /** The places in the store of a cell's vectors. */
  int[] members(int cell) {
    return members.list(cell);
  }
}
