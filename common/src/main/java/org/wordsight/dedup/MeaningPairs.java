package org.wordsight.dedup;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.ElementType;
import org.wordsight.tensor.Kernels;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;

/**
 * Questions that mean the same: their vectors have a cosine of at least a threshold. No pair is
 * missed. Questions of earlier runs have no vectors, and are not compared.
 *
 * <p>Vectors are announced in the order in which they are decided. A block of them is multiplied
 * with all kept vectors and with itself, since one product of many rows is far quicker than many of
 * one. The products only find pairs; {@link Cosine} decides about each. Results therefore do not
 * depend on blocks. Not thread-safe.
 */
public final class MeaningPairs implements PairRule {
  /** Vectors that are compared together. */
  private static final int BLOCK = 512;

  /** Kept vectors in one product: its result then has 16 MiB. */
  private static final int PIECE = 8_192;

  /** Twice the error of a sum of products in float32, for vectors of length 1, by dimension. */
  private static final double ERROR = 0x1p-23;

  private final double threshold;
  private final Kernels kernels;
  private final VectorStore kept = new VectorStore();
  private final Deque<float[]> expected = new ArrayDeque<>();
  private float[] other = new float[0];

  private float[][] block = new float[0][];
  private int at;

  /** By place in the block: the place of each kept one in the store, and -1 for the others. */
  private int[] stored = new int[0];

  /** By place in the store: the number of the kept question. */
  private int[] numbers = new int[1024];

  /** By place in the block: places in the store, then in the block, that may be alike. */
  private IntLists before = new IntLists(0);

  private IntLists within = new IntLists(0);
  private long compared;
  private long verified;

  /**
   * @param threshold the least cosine of questions that are duplicates, above 0, at most 1
   */
  public MeaningPairs(double threshold) {
    this.threshold = threshold;
    this.kernels = Kernels.load(Device.CPU, Map.of(), "search.py");
  }

  /**
   * Announces the vectors of the next questions, in the order of decisions.
   *
   * @param vectors of length 1, or all zeros where a question is alike to none
   */
  public void expect(List<float[]> vectors) {
    expected.addAll(vectors);
  }

  /** Goes on to the next question. */
  void next() {
    at++;
    if (at >= block.length) {
      block = new float[Math.min(BLOCK, expected.size())][];
      if (block.length == 0) {
        throw new IllegalStateException("a question whose vector was not announced");
      }
      Arrays.setAll(block, i -> expected.remove());
      at = 0;
      other = new float[block[0].length];
      stored = new int[block.length];
      Arrays.fill(stored, -1);
      search();
    }
  }

  @Override
  public Choice.Method method() {
    return Choice.Method.SEMANTIC;
  }

  @Override
  public void follow(KeptHistory history) {}

  @Override
  public void find(long rank, ComparedText text, Found found) {
    before.forEach(at, place -> verify(place, found));
    within.forEach(
        at,
        place -> {
          if (stored[place] >= 0) {
            verify(stored[place], found);
          }
        });
  }

  private void verify(int place, Found found) {
    kept.read(place, other);
    double cosine = Cosine.of(block[at], other);
    verified++;
    if (cosine >= threshold) {
      found.accept(numbers[place], cosine);
    }
  }

  @Override
  public void keep(int number, ComparedText text) {
    int place = kept.add(block[at]);
    stored[at] = place;
    if (place == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * place);
    }
    numbers[place] = number;
  }

  /** Finds what may be alike to each question of the block. */
  private void search() {
    before = new IntLists(block.length);
    within = new IntLists(block.length);
    try (Scope scope = Device.CPU.scope()) {
      Tensor block_BD = scope.floats(flat(), block.length, other.length);
      compare(scope, block_BD, block_BD, 0, within);
      for (VectorStore.Rows piece : kept.pieces(PIECE)) {
        try (Scope own = scope.child()) {
          Tensor kept_ND =
              own.over(piece.memory(), ElementType.FLOAT32, piece.count(), other.length);
          compare(own, block_BD, kept_ND, piece.first(), before);
        }
      }
    }
    compared += (long) block.length * (kept.count() + block.length);
  }

  private void compare(Scope scope, Tensor block_BD, Tensor others_ND, int first, IntLists lists) {
    double bound = threshold - other.length * ERROR;
    long[] pairs_M2 = kernels.infer(scope, "alike", block_BD, others_ND, bound).toLongs();
    for (int i = 0; i < pairs_M2.length; i += 2) {
      int place = (int) pairs_M2[i];
      int found = first + (int) pairs_M2[i + 1];
      if (lists != within || found < place) {
        lists.add(place, found);
      }
    }
  }

  private float[] flat() {
    float[] flat = new float[block.length * other.length];
    for (int i = 0; i < block.length; i++) {
      if (block[i].length != other.length) {
        throw new IllegalArgumentException(
            "A vector of " + block[i].length + " dimensions among those of " + other.length);
      }
      System.arraycopy(block[i], 0, flat, i * other.length, other.length);
    }
    return flat;
  }

  /**
   * How the search went.
   *
   * @param threshold the least cosine of duplicates
   * @param compared pairs whose cosine was computed in products
   * @param verified those of them that were near the threshold or over it
   */
  public record Facts(double threshold, long compared, long verified) {}

  /** How the search went so far. */
  public Facts facts() {
    return new Facts(threshold, compared, verified);
  }

  @Override
  public void close() {
    kernels.close();
    kept.close();
  }
}
