package org.wordsight.embed;

import java.util.List;
import org.wordsight.error.WordsightException;

/** Vectors that were checked. */
public final class TextVectors {
  /** Characters of a text that a message shows. */
  private static final int SHOWN = 60;

  private TextVectors() {}

  /**
   * The vectors of texts, in their order.
   *
   * @param names of the texts, for messages
   * @throws WordsightException exit code 3 if a vector is infinite or not a number
   */
  public static List<TextVector> of(Embedder embedder, List<String> names, List<String> texts) {
    List<TextVector> embeddings = embedder.embed(texts);
    if (embeddings.size() != texts.size()) {
      throw new IllegalStateException(
          embedder.name() + " gave " + embeddings.size() + " vectors for " + texts.size());
    }
    for (int i = 0; i < texts.size(); i++) {
      for (float value : embeddings.get(i).vector()) {
        if (!Float.isFinite(value)) {
          throw WordsightException.input(
              "Cannot compare texts by meaning: the embedder %s gives %s for %s, \"%s\", expected a finite number. Set another curation.semantic.embedder or path."
                  .formatted(embedder.name(), value, names.get(i), start(texts.get(i))));
        }
      }
    }
    return embeddings;
  }

  private static String start(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    int end = line.offsetByCodePoints(0, Math.min(SHOWN, line.codePointCount(0, line.length())));
    return line.substring(0, end) + (end < line.length() ? "…" : "");
  }
}
