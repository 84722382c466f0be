package org.wordsight.dedup;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Questions that mean the same: their vectors have a cosine of at least a threshold. The vectors of
 * earlier runs' questions are read where their files are mapped.
 *
 * <p>Vectors are announced in the order in which they are decided. A block of them is multiplied
 * with all kept vectors and with itself, since one product of many rows is far quicker than many of
 * one. The products only find pairs; {@link Cosine} decides about each. Results therefore do not
 * depend on blocks.
 *
 * <p>Up to a million kept questions no pair is missed. Beyond, a question is compared with the kept
 * ones of its nearest {@link VectorCells} only, and the share of pairs that are found so is
 * measured on a sample. Cells are made again whenever the number of kept questions has doubled, so
 * that a decision depends on earlier questions alone. They are also made when so many questions of
 * earlier runs come. Not thread-safe.
 */
public final class MeaningPairs implements PairRule {
  /** Vectors that are compared together. */
  private static final int BLOCK = 512;

  /** The same with cells, whose vectors are gathered for each block. */
  private static final int BLOCK_WITH_CELLS = 4_096;

  /** Kept questions up to which each is compared with each. */
  private static final int EXACT = 1_000_000;

  /** With cells, one question in so many is compared with all kept ones too. */
  private static final int SAMPLED = 1_000;

  private final double threshold;
  private final int sampled;
  private final VectorProducts products = new VectorProducts();
  private final VectorStore own = new VectorStore();
  private final Deque<float[]> expected = new ArrayDeque<>();

  /** By number of the kept question. */
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
   * @param exact kept questions up to which no pair is missed
   * @param sampled beyond, one question in so many is compared with all, to measure what is missed
   */
  public MeaningPairs(double threshold, int exact, int sampled) {
    this.threshold = threshold;
    this.nextLook = exact;
    this.sampled = sampled;
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

  /** Makes cells of all kept questions where they are due. */
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

  /** The rest of the block is compared with what is kept now. */
  private void compareRestAgain() {
    for (int i = block.size() - 1; i > at; i--) {
      expected.addFirst(block.vector(i));
    }
    block = block.upTo(at);
  }

  /**
   * How the search went.
   *
   * @param threshold the least cosine of duplicates
   * @param compared pairs whose cosine was computed in products
   * @param verified pairs whose cosine was computed again, since it was near the threshold or over
   * @param cells in use; 0 where no pair is missed
   * @param samplePairs pairs of a sample of questions, found by comparing each with all kept ones
   * @param foundOfThem those of them that the search by cells found too
   * @param earlier vectors of earlier runs, which all of this counts too
   */
  public record Facts(
      double threshold,
      long compared,
      long verified,
      int cells,
      long samplePairs,
      long foundOfThem,
      int earlier) {}

  /** How the search went so far. */
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
