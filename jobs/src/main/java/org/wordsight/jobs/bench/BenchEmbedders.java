package org.wordsight.jobs.bench;

import java.util.Optional;
import java.util.function.BiConsumer;
import org.wordsight.embed.Embedder;
import org.wordsight.embed.Encoders;
import org.wordsight.embed.WordEmbedder;
import org.wordsight.error.WordsightException;

/**
 * The embedders that can be measured here: the embedder of words, and an encoder if there is one.
 */
final class BenchEmbedders {
  static final String WORDS = "words";
  static final String ENCODER = "all-MiniLM-L6-v2";

  private BenchEmbedders() {}

  /**
   * Shows each embedder with its name. The encoder comes from {@code --model}, or else from the
   * class path.
   *
   * @return whether there is an encoder
   */
  static boolean forEach(BenchSession session, BiConsumer<String, Embedder> work) {
    try (Embedder words = new WordEmbedder()) {
      work.accept(WORDS, words);
    }
    Optional<Embedder> found = encoder(session);
    found.ifPresent(
        encoder -> {
          try (encoder) {
            work.accept(ENCODER, encoder);
          }
        });
    return found.isPresent();
  }

  private static Optional<Embedder> encoder(BenchSession session) {
    try {
      return Optional.of(Encoders.load(session.options().model()));
    } catch (WordsightException e) {
      session.message("no encoder is measured. " + e.getMessage());
      return Optional.empty();
    }
  }
}
