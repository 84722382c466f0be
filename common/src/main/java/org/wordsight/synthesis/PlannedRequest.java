package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * One request to the teacher.
 *
 * @param id the hash of everything that decides the answer: each byte sent, the teacher, the
 *     sampling and the ordinal. Two equal requests differ in the ordinal; a request asked again
 *     does not.
 * @param ordinal the request's place in the run's plan over all waves, 0 being the first
 * @param samplingSeed the seed of this request alone
 */
public record PlannedRequest(String id, int ordinal, long samplingSeed) implements Serializable {
  private static final long serialVersionUID = 1L;
}
