package org.wordsight.dedup;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Questions that mean the same: their vectors have a cosine of at least a threshold. The vectors of
 * earlier runs' questions are read from their mapped files.
 *
 * <p>Vectors come in the order in which questions are decided. A block of vectors is multiplied
 * with all kept vectors and with itself, since one product of many rows is much faster than many
 * products of one row. The products only find pairs, and {@link Cosine} decides about each pair.
 * Results therefore do not depend on blocks.
 *
 * <p>Up to a million kept questions no pair is missed. Beyond, a question is compared only with the
 * kept questions of its nearest {@link VectorCells}. A sample measures the share of pairs that are
 * found in this way. Cells are made again whenever the number of kept questions has doubled, so
 * that a decision depends only on earlier questions. They are also made at the beginning if there
 * are so many questions of earlier runs. Not thread-safe.
 */
public final class MeaningPairs implements PairRule {
  /** Vectors that are compared together. */
  private static final int BLOCK = 512;

  /** The same number with cells, whose vectors are copied together for each block. */
  private static final int BLOCK_WITH_CELLS = 4_096;

  /** The number of kept questions up to which every pair is compared. */
  private static final int EXACT = 1_000_000;

  /** With cells, one question in this number is compared with all kept questions too. */
  private static final int SAMPLED = 1_000;

  private final double threshold;
  private final int sampled;
  private final VectorProducts products = new VectorProducts();
  private final VectorStore own = new VectorStore();
  private final Deque<float[]> expected = new ArrayDeque<>();

  /** The vectors by number of the kept question. */
  private CombinedVectors kept = new CombinedVectors(own, HistoryVectors.NONE, 0);

  private Optional<VectorCells> cells = Optional.empty();
  private long nextLook;
  private MeaningBlock block = MeaningBlock.NONE;
  private int at = -1;
  private float[] other = new float[0];

  private long decided;
  private long verified;
  private long samplePairs;
  private long foundOfThem;

  /**
   * @param threshold the least cosine of questions that are duplicates, above 0, at most 1
   */
  public MeaningPairs(double threshold) {
    this(threshold, EXACT, SAMPLED);
  }

  /**
   * @param exact the number of kept questions up to which no pair is missed
   * @param sampled beyond it, one question in this number is compared with all, to measure the
   *     share of missed pairs
   */
  public MeaningPairs(double threshold, int exact, int sampled) {
    this.threshold = threshold;
    this.nextLook = exact;
    this.sampled = sampled;
  }

  /**
   * Takes the vectors of the next questions, in the order of decisions.
   *
   * @param vectors of length 1, or all zeros for a question that is similar to none
   */
  public void expect(List<float[]> vectors) {
    expected.addAll(vectors);
  }

  /** Goes on to the next question. */
  void next() {
    decided++;
    at++;
    if (at == block.size()) {
      int size = Math.min(cells.isPresent() ? BLOCK_WITH_CELLS : BLOCK, expected.size());
      if (size == 0) {
        throw new IllegalStateException("a question whose vector was not announced");
      }
      float[][] vectors = new float[size][];
      Arrays.setAll(vectors, i -> expected.remove());
      requireDimensions(vectors[0].length);
      other = new float[vectors[0].length];
      block = new MeaningBlock(vectors);
      at = 0;
      block.compareWithin(products, threshold);
      if (cells.isPresent()) {
        block.compareByCells(products, kept, cells.get(), threshold);
        block.compareAll(products, kept, threshold, sampledPlaces(size));
      } else {
        block.compareAll(products, kept, threshold, IntStream.range(0, size).toArray());
      }
    }
  }

  private void requireDimensions(int dimensions) {
    if (kept.count() > 0 && kept.dimensions() != dimensions) {
      throw new IllegalArgumentException(
          "A vector of %d dimensions among those of %d".formatted(dimensions, kept.dimensions()));
    }
  }

  private int[] sampledPlaces(int size) {
    return IntStream.range(0, size).filter(i -> isSampled(decided + i)).toArray();
  }

  private boolean isSampled(long question) {
    return Long.remainderUnsigned(Shingles.mixed(question), sampled) == 0;
  }

  @Override
  public Choice.Method method() {
    return Choice.Method.SEMANTIC;
  }

  @Override
  public void follow(KeptHistory history) {
    kept = new CombinedVectors(own, history.vectors(), own.count());
    look();
    compareRestAgain();
  }

  @Override
  public void find(long rank, ComparedText text, Found found) {
    boolean measures = cells.isPresent() && isSampled(decided);
    block.forEachAlike(
        at,
        (number, isFound) -> {
          if (!isFound && !measures) {
            return;
          }
          kept.read(number, other);
          double cosine = Cosine.of(block.vector(at), other);
          verified++;
          if (cosine >= threshold) {
            samplePairs += measures ? 1 : 0;
            foundOfThem += measures && isFound ? 1 : 0;
            if (isFound) {
              found.accept(number, cosine);
            }
          }
        });
  }

  @Override
  public void keep(int number, ComparedText text) {
    own.add(block.vector(at));
    block.keep(at, number);
    cells.ifPresent(found -> found.add(block.home(at), number));
    if (look()) {
      compareRestAgain();
    }
  }

  /** Makes cells of all kept questions if they are due. */
  private boolean look() {
    boolean isDue = kept.count() >= nextLook;
    while (nextLook <= kept.count()) {
      nextLook = 2 * nextLook;
    }
    if (isDue) {
      cells = Optional.of(VectorCells.of(kept, products));
    }
    return isDue;
  }

  /** Compares the rest of the block with all questions that are now kept. */
  private void compareRestAgain() {
    for (int i = block.size() - 1; i > at; i--) {
      expected.addFirst(block.vector(i));
    }
    block = block.upTo(at);
  }

  /**
   * Figures of the search.
   *
   * @param threshold the least cosine of duplicates
   * @param compared pairs whose cosine was computed in products
   * @param verified pairs whose cosine was computed again, since the product was near or above the
   *     threshold
   * @param cells in use; 0 if no pair is missed
   * @param samplePairs pairs of a sample of questions, found by comparing each with all kept
   *     questions
   * @param foundOfThem the pairs among them that the search by cells found too
   * @param earlier vectors of earlier runs; all other figures include them
   */
  public record Facts(
      double threshold,
      long compared,
      long verified,
      int cells,
      long samplePairs,
      long foundOfThem,
      int earlier) {}

  /** Figures of the search so far. */
  public Facts facts() {
    return new Facts(
        threshold,
        products.computed(),
        verified,
        cells.map(VectorCells::count).orElse(0),
        samplePairs,
        foundOfThem,
        kept.history().count());
  }

  /** The vectors of seed questions and candidates, without those of earlier runs. */
  VectorStore own() {
    return own;
  }

  @Override
  public void close() {
    products.close();
    own.close();
  }
}
