package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.List;
import org.wordsight.contamination.Hit;
import org.wordsight.dedup.ComparedText;
import org.wordsight.embed.TextVector;

/**
 * A candidate on an executor.
 *
 * @param hits against benchmarks
 * @param text empty where a hit drops the candidate
 * @param letter of its answer: 0 is A
 * @param rationaleWords in its rationale
 * @param embedding without a vector where meanings are not compared
 */
record Examined(
    long rank,
    String id,
    List<Hit> hits,
    ComparedText text,
    int letter,
    int rationaleWords,
    TextVector embedding)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * @param agreement of a judge; 0 without one
   */
  WaveOrder.Waiting waiting(double agreement) {
    return new WaveOrder.Waiting(
        rank, text, embedding.vector(), letter, new WaveOrder.Merits(rationaleWords, agreement));
  }

  boolean isDropped() {
    return hits.stream().anyMatch(Hit::drops);
  }

  /** Whether the candidate has hits, and none of them drops it. */
  boolean isFlagged() {
    return !hits.isEmpty() && !isDropped();
  }
}
