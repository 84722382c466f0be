package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * One call of the teacher.
 *
 * @param id the hash of everything that decides the answer: each byte sent, the teacher, the
 *     sampling and the ordinal, which tells a deliberate second draw from a retry
 * @param ordinal its place in the run's plan over all waves, 0 being the first
 * @param samplingSeed of this request alone
 */
public record PlannedRequest(String id, int ordinal, long samplingSeed) implements Serializable {
  private static final long serialVersionUID = 1L;
}
