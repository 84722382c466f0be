package org.wordsight.fleet;

/**
 * The limits of the whole run: at one time, in a minute and in all.
 *
 * @param maximumInFlight requests that may be in flight at the same time
 * @param requestsPerMinute {@link #NONE} without a limit
 * @param tokensPerMinute of prompts and answers together; {@link #NONE} without a limit
 * @param capMicrodollars the money that the run may spend; {@link #NONE} without a limit
 * @param leaseMillis after so long without a message from a worker, its items are asked again
 * @param longestRequestMillis an item that is not reported after so long is asked again, even if
 *     its worker sends messages; longer than the request's own time-out
 * @param startMillis how long an endpoint is asked that has not answered yet, since it may still be
 *     starting; 0 for no such time
 * @param errorShare the share of failures among the latest attempts that stops the run
 * @param seed of the random waits before another attempt
 */
public record Limits(
    int maximumInFlight,
    long requestsPerMinute,
    long tokensPerMinute,
    long capMicrodollars,
    long leaseMillis,
    long longestRequestMillis,
    long startMillis,
    double errorShare,
    long seed) {
  public static final long NONE = Long.MAX_VALUE;

  public Limits {
    atLeastOne("maximumInFlight", maximumInFlight);
    atLeastOne("requestsPerMinute", requestsPerMinute);
    atLeastOne("tokensPerMinute", tokensPerMinute);
    atLeastOne("leaseMillis", leaseMillis);
    atLeastOne("longestRequestMillis", longestRequestMillis);
    if (startMillis < 0) {
      throw new IllegalArgumentException("startMillis is " + startMillis);
    }
    if (capMicrodollars < 0) {
      throw new IllegalArgumentException("capMicrodollars is " + capMicrodollars);
    }
    if (!(errorShare > 0 && errorShare <= 1)) {
      throw new IllegalArgumentException("errorShare is " + errorShare);
    }
  }

  /**
   * This limit alone, with leases of 30 s and requests of at most 10 minutes, of which half may
   * fail. The endpoint has started.
   */
  public static Limits inFlight(int maximumInFlight) {
    return new Limits(maximumInFlight, NONE, NONE, NONE, 30_000, 600_000, 0, 0.5, 0);
  }

  public Limits withRequestsPerMinute(long limit) {
    return new Limits(
        maximumInFlight,
        limit,
        tokensPerMinute,
        capMicrodollars,
        leaseMillis,
        longestRequestMillis,
        startMillis,
        errorShare,
        seed);
  }

  public Limits withTokensPerMinute(long limit) {
    return new Limits(
        maximumInFlight,
        requestsPerMinute,
        limit,
        capMicrodollars,
        leaseMillis,
        longestRequestMillis,
        startMillis,
        errorShare,
        seed);
  }

  public Limits withCap(long microdollars) {
    return new Limits(
        maximumInFlight,
        requestsPerMinute,
        tokensPerMinute,
        microdollars,
        leaseMillis,
        longestRequestMillis,
        startMillis,
        errorShare,
        seed);
  }

  public Limits withTimes(long lease, long longestRequest) {
    return new Limits(
        maximumInFlight,
        requestsPerMinute,
        tokensPerMinute,
        capMicrodollars,
        lease,
        longestRequest,
        startMillis,
        errorShare,
        seed);
  }

  public Limits withStart(long millis) {
    return new Limits(
        maximumInFlight,
        requestsPerMinute,
        tokensPerMinute,
        capMicrodollars,
        leaseMillis,
        longestRequestMillis,
        millis,
        errorShare,
        seed);
  }

  public Limits withSeed(long newSeed) {
    return new Limits(
        maximumInFlight,
        requestsPerMinute,
        tokensPerMinute,
        capMicrodollars,
        leaseMillis,
        longestRequestMillis,
        startMillis,
        errorShare,
        newSeed);
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value);
    }
  }
}
