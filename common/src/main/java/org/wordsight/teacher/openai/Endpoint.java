package org.wordsight.teacher.openai;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.wordsight.teacher.FailureKind;

/**
 * The facts that this JVM has learned about one endpoint. All methods may be called by any thread.
 */
final class Endpoint {
  /** The share of a new latency in the mean. */
  private static final double NEW_SHARE = 0.1;

  private static final Duration FIRST_REST = Duration.ofMillis(500);
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);

  /**
   * If a connection was closed while it waited, this shows within a round trip. A longer wait means
   * that the endpoint worked on the request.
   */
  private static final long EXPIRED_WITHIN_NANOS = Duration.ofMillis(500).toNanos();

  private final URI url;
  private RequestForm form;
  private int inFlight;
  private double meanLatencyNanos;
  private int failuresInARow;
  private long restsUntilNanos;
  private boolean rests;

  /**
   * The estimated number of connections that wait for their next request, since Java does not
   * report it.
   */
  private int waiting;

  Endpoint(URI base, RequestForm form) {
    String place = base.toString();
    String query = base.getRawQuery() == null ? "" : "?" + base.getRawQuery();
    String path = place.substring(0, place.length() - query.length());
    this.url = URI.create(path + "/chat/completions" + query);
    this.form = form;
  }

  URI url() {
    return url;
  }

  synchronized RequestForm form() {
    return form;
  }

  /** Remembers the form that the endpoint accepted. */
  synchronized void learn(RequestForm accepted) {
    form = accepted;
  }

  /**
   * Notes that a request is sent.
   *
   * @return whether it may take a connection of an earlier request
   */
  synchronized boolean begin() {
    inFlight++;
    if (waiting == 0) {
      return false;
    }
    waiting--;
    return true;
  }

  /** Notes that a request has ended with a whole response of any status. */
  synchronized void responded(Duration latency) {
    inFlight--;
    waiting++;
    double nanos = latency.toNanos();
    meanLatencyNanos =
        meanLatencyNanos == 0 ? nanos : meanLatencyNanos + NEW_SHARE * (nanos - meanLatencyNanos);
  }

  /** Notes that a request has ended, and its connection with it. */
  synchronized void lost() {
    inFlight--;
  }

  synchronized void succeeded() {
    failuresInARow = 0;
    rests = false;
  }

  /** Lets the endpoint rest after a failure that it caused, and not the request. */
  synchronized void failed(FailureKind kind, Optional<Duration> retryAfter, long nowNanos) {
    boolean itsOwn =
        switch (kind) {
          case RATE_LIMITED,
              SERVER_ERROR,
              NOT_READY,
              TIMED_OUT,
              UNREACHABLE,
              CONNECTION_LOST,
              MALFORMED_BODY,
              WRONG_CONTENT_TYPE,
              BODY_TOO_LARGE ->
              true;
          case QUOTA_ENDED,
              CONFLICT,
              CONNECTION_EXPIRED,
              EMPTY_ANSWER,
              PROMPT_FILTERED,
              BAD_REQUEST,
              UNAUTHORISED,
              NOT_FOUND,
              TLS,
              WORKER_LOST ->
              false;
        };
    if (itsOwn) {
      Duration backoff = FIRST_REST.multipliedBy(1L << Math.min(failuresInARow, 10));
      Duration rest =
          retryAfter.orElse(backoff.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : backoff);
      failuresInARow++;
      rests = true;
      restsUntilNanos = nowNanos + rest.toNanos();
    }
  }

  /** The remaining rest of the endpoint; 0 if it does not rest. */
  synchronized long restNanos(long nowNanos) {
    return rests ? Math.max(0, restsUntilNanos - nowNanos) : 0;
  }

  /** The expected wait of one more request; an endpoint that never answered comes first. */
  synchronized double load() {
    return (inFlight + 1) * meanLatencyNanos;
  }

  /**
   * Whether the loss of a connection, without a byte, means that the connection had waited too
   * long.
   */
  static boolean expired(boolean reused, long nanos) {
    return reused && endedAtOnce(nanos);
  }

  /** Whether a connection was lost so soon that no server can have worked on a request. */
  static boolean endedAtOnce(long nanos) {
    return nanos < EXPIRED_WITHIN_NANOS;
  }
}
