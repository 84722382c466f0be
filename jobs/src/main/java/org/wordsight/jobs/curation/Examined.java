package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.List;
import org.wordsight.contamination.Hit;
import org.wordsight.dedup.ComparedText;
import org.wordsight.embed.Embedding;

/**
 * A candidate on an executor.
 *
 * @param hits against benchmarks
 * @param text empty where a hit drops the candidate
 * @param embedding without a vector where meanings are not compared
 */
record Examined(long rank, String id, List<Hit> hits, ComparedText text, Embedding embedding)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  boolean isDropped() {
    return hits.stream().anyMatch(Hit::drops);
  }

  /** Whether it has hits, none of which drops it. */
  boolean isFlagged() {
    return !hits.isEmpty() && !isDropped();
  }
}
