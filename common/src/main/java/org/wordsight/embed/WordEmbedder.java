package org.wordsight.embed;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wordsight.dedup.Words;

/**
 * A random projection of a text's words, without any weights. Each different word adds a vector of
 * signs that the word's hash decides. Each different pair of neighbouring words adds half of such a
 * vector. The cosine of two texts is therefore near the share of words that they have in common, in
 * any order. Synonyms are not found.
 *
 * <p>All sums are exact, so that every machine gives the same bits. Several threads may use it.
 */
public final class WordEmbedder implements Embedder {
  /** This name must change when the vectors change. */
  private static final String NAME = "words";

  private static final int DIMENSIONS = 512;

  /** The step and the factors of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private static final long FIRST_FACTOR = 0xBF58476D1CE4E5B9L;
  private static final long SECOND_FACTOR = 0x94D049BB133111EBL;

  /** The identity of this embedder, which has no files. */
  public static EmbedderIdentity identity() {
    return new EmbedderIdentity(NAME, NAME);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int dimensions() {
    return DIMENSIONS;
  }

  @Override
  public List<TextVector> embed(List<String> texts) {
    return texts.stream().map(WordEmbedder::embed).toList();
  }

  private static TextVector embed(String text) {
    List<String> words = Words.of(text).list();
    Set<String> pairs = new LinkedHashSet<>();
    for (int i = 1; i < words.size(); i++) {
      pairs.add(words.get(i - 1) + " " + words.get(i));
    }
    double[] sums = new double[DIMENSIONS];
    new LinkedHashSet<>(words).forEach(word -> add(word, 1, sums));
    pairs.forEach(pair -> add(pair, 0.5, sums));
    return TextVector.of(sums, false);
  }

  private static void add(String words, double weight, double[] sums) {
    long state = 0;
    for (int i = 0; i < words.length(); i++) {
      state = mixed(state + STEP + words.charAt(i));
    }
    for (int from = 0; from < sums.length; from += Long.SIZE) {
      state += STEP;
      long signs = mixed(state);
      for (int i = 0; i < Long.SIZE; i++) {
        sums[from + i] += (signs >>> i & 1) == 0 ? weight : -weight;
      }
    }
  }

  private static long mixed(long state) {
    long once = (state ^ (state >>> 30)) * FIRST_FACTOR;
    long twice = (once ^ (once >>> 27)) * SECOND_FACTOR;
    return twice ^ (twice >>> 31);
  }

  @Override
  public void close() {}
}
