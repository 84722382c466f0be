package org.wordsight.jobs.curation;

import java.io.Serializable;
import java.util.List;
import org.wordsight.dedup.ComparedText;
import org.wordsight.dedup.ContaminationIndex.Hit;

/**
 * A candidate on an executor.
 *
 * @param text empty where the candidate is contaminated
 */
record Examined(long rank, String id, List<Hit> hits, ComparedText text) implements Serializable {
  private static final long serialVersionUID = 1L;
}
