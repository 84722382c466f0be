package org.wordsight.data;

import java.io.Serializable;

/**
 * A question that a teacher wrote, and its origin.
 *
 * @param requestId the request whose answer held the question
 * @param ordinal the request's place in the run's plan, 0 being the first
 * @param position the question's place in that answer, 0 being the first
 */
public record Candidate(String requestId, int ordinal, int position, Question question)
    implements Serializable, Comparable<Candidate> {

  private static final long serialVersionUID = 1L;

  /** The id is made of request and position, never of the text. */
  public String id() {
    return id(requestId, position);
  }

  public static String id(String requestId, int position) {
    return requestId + "-" + position;
  }

  /** The order of preference: candidates earlier in the plan come first. */
  @Override
  public int compareTo(Candidate other) {
    int byOrdinal = Integer.compare(ordinal, other.ordinal);
    return byOrdinal != 0 ? byOrdinal : Integer.compare(position, other.position);
  }
}
