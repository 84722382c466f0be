package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.List;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.ContaminationIndex.Hit;

/**
 * A candidate on an executor.
 *
 * @param text empty where the candidate is contaminated
 * @param letter of its answer: 0 is A
 * @param rationaleWords in its rationale
 */
record Examined(
    long rank, String id, List<Hit> hits, ComparedText text, int letter, int rationaleWords)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * @param agreement of a judge; 0 without one
   */
  WaveOrder.Waiting waiting(double agreement) {
    return new WaveOrder.Waiting(
        rank, text, letter, new WaveOrder.Merits(rationaleWords, agreement));
  }
}
