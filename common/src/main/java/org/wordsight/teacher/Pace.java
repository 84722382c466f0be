package org.wordsight.teacher;

import java.io.Serializable;

/**
 * The speed at which the whole run may ask a teacher over the network.
 *
 * @param maximumInFlight requests that wait for an answer at the same time
 * @param requestsPerMinute 0 for no limit
 * @param tokensPerMinute 0 for no limit
 * @param longestRequestMillis a request that has no reply after so long counts as lost
 * @param startMillis how long an endpoint is asked that has not answered yet, since it may still be
 *     starting; 0 if it has started
 */
public record Pace(
    int maximumInFlight,
    int requestsPerMinute,
    int tokensPerMinute,
    long longestRequestMillis,
    long startMillis)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The pace of a run file without limits. */
  public static final Pace DEFAULT = new Pace(64, 0, 0, 600_000, 0);

  public Pace {
    if (maximumInFlight < 1
        || requestsPerMinute < 0
        || tokensPerMinute < 0
        || longestRequestMillis < 1
        || startMillis < 0) {
      throw new IllegalArgumentException(
          "%d in flight, %d requests and %d tokens a minute, %d ms, %d ms at the start"
              .formatted(
                  maximumInFlight,
                  requestsPerMinute,
                  tokensPerMinute,
                  longestRequestMillis,
                  startMillis));
    }
  }
}
