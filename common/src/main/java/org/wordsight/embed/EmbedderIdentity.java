package org.wordsight.embed;

/**
 * All that decides the vectors of texts. Two embedders of the same identity give the same vectors.
 *
 * @param hash of the embedder's files; the embedder's name if it has none
 * @param text the kind of embedder, how it reads texts, and the hash
 */
public record EmbedderIdentity(String hash, String text) {

  /**
   * The identity of an embedder that takes the mean over a text's tokens.
   *
   * @param mostTokens the most tokens of a text that are read
   */
  static EmbedderIdentity ofMean(String kind, int mostTokens, String hash) {
    return new EmbedderIdentity(
        hash, "%s, mean of at most %d tokens, %s".formatted(kind, mostTokens, hash));
  }
}
