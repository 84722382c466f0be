package org.wordsight.embed;

import java.util.List;

/**
 * Turns texts into vectors. Texts of similar meaning get vectors with a high cosine.
 *
 * <p>A text's vector depends on the text alone: not on other texts of the same call, nor on their
 * order. Other kinds of processors may give other last bits. Not thread-safe.
 */
public interface Embedder extends AutoCloseable {
  /** The embedder's name in messages and tables. */
  String name();

  /** The length of every vector. */
  int dimensions();

  /** The vectors of texts, in their order. */
  List<TextVector> embed(List<String> texts);

  @Override
  void close();
}
