package org.wordsight.fleet;

import java.util.ArrayList;
import java.util.List;

/** The behaviour of a simulated server. */
final class ServerScript {
  /**
   * A time in which requests are refused.
   *
   * @param share of the requests that are refused
   * @param retryAfterMillis the wait that the refusals ask for; -1 for none
   */
  record Storm(double fromSeconds, double toSeconds, double share, long retryAfterMillis) {}

  /** A time in which a share of the requests get a server error at once. */
  record Trouble(double fromSeconds, double toSeconds, double share) {}

  /** A time without answers. Answers that are due come at its end. */
  record Pause(double fromSeconds, double toSeconds) {}

  static final int PROMPT_TOKENS = 500;
  static final int MOST_TOKENS = 4_000;

  final List<Storm> storms = new ArrayList<>();
  final List<Trouble> troubles = new ArrayList<>();
  final List<Pause> pauses = new ArrayList<>();
  double meanTokens = 400;
  double sigma = 0.6;
  double secondsAToken = 0.01;

  /** Whether an answer reports its own tokens. Otherwise all report the same number. */
  boolean saysTokens = true;

  /** More requests at once are refused. */
  int capacity = Integer.MAX_VALUE;

  /** More requests in a minute are refused, evenly over the minute. */
  int requestsPerMinute;

  /** More requests at once wait, and none is refused. */
  int slots = Integer.MAX_VALUE;

  /** The share of attempts that fail in one of many ways. */
  double failures;

  /** From this time on, no connection is possible. */
  double goneFromSeconds = Double.POSITIVE_INFINITY;

  double backFromSeconds = Double.POSITIVE_INFINITY;

  /** The quota ends after this amount was charged. */
  long quotaMicrodollars = Long.MAX_VALUE;

  ServerScript latency(double meanSeconds, double newSigma) {
    secondsAToken = meanSeconds / meanTokens;
    sigma = newSigma;
    return this;
  }

  ServerScript capacity(int most) {
    capacity = most;
    return this;
  }

  ServerScript requestsPerMinute(int most) {
    requestsPerMinute = most;
    return this;
  }

  ServerScript slots(int most) {
    slots = most;
    return this;
  }

  ServerScript storm(double from, double to, double share, long retryAfterMillis) {
    storms.add(new Storm(from, to, share, retryAfterMillis));
    return this;
  }

  ServerScript serverErrors(double from, double to, double share) {
    troubles.add(new Trouble(from, to, share));
    return this;
  }

  ServerScript pause(double from, double to) {
    pauses.add(new Pause(from, to));
    return this;
  }

  /** All answers say that they have the same tokens. */
  ServerScript sayingTheSameTokens() {
    saysTokens = false;
    return this;
  }

  ServerScript failures(double share) {
    failures = share;
    return this;
  }

  ServerScript gone(double from, double to) {
    goneFromSeconds = from;
    backFromSeconds = to;
    return this;
  }

  ServerScript quota(long microdollars) {
    quotaMicrodollars = microdollars;
    return this;
  }
}
