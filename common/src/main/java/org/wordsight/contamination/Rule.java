package org.wordsight.contamination;

import java.util.Locale;

/** The rules that find a hit. */
public enum Rule {
  /** Shared sequences of eight words cover much of a benchmark's text. */
  NGRAM_COVERAGE,

  /** A benchmark's text of fewer than eight words is in the field as a whole. */
  CONTAINED,

  /** Field and text share many of their pairs of words. */
  JACCARD,

  /** Many of an item's options are among the question's options, in any order. */
  OPTIONS,

  /** The vectors of an embedder have a high cosine. */
  COSINE;

  /** The rule's name in tables and run files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
