package org.wordsight.embed;

/**
 * What decides the vectors of texts. Two embedders of the same identity give the same vectors.
 *
 * @param hash of the embedder's files; the name of one that has none
 * @param text the kind of embedder, how it reads texts, and the hash
 */
public record EmbedderIdentity(String hash, String text) {

  /**
   * Of an embedder that takes the mean over a text's tokens.
   *
   * @param mostTokens of a text that are read
   */
  static EmbedderIdentity ofMean(String kind, int mostTokens, String hash) {
    return new EmbedderIdentity(
        hash, "%s, mean of at most %d tokens, %s".formatted(kind, mostTokens, hash));
  }
}
