package org.wordsight.data;

import java.io.Serializable;

/**
 * A question that a teacher wrote, with where it came from.
 *
 * @param requestId the request whose answer held it
 * @param ordinal the request's place in the run's plan
 * @param position its place among the items of that answer, 0 being the first
 */
public record Candidate(String requestId, int ordinal, int position, Question question)
    implements Serializable, Comparable<Candidate> {

  private static final long serialVersionUID = 1L;

  /** Comes from request and position, never from content. */
  public String id() {
    return id(requestId, position);
  }

  public static String id(String requestId, int position) {
    return requestId + "-" + position;
  }

  /** The order in which candidates are preferred: earlier in the plan first. */
  @Override
  public int compareTo(Candidate other) {
    int byOrdinal = Integer.compare(ordinal, other.ordinal);
    return byOrdinal != 0 ? byOrdinal : Integer.compare(position, other.position);
  }
}
