package org.wordsight.fleet;

import java.util.OptionalDouble;

/**
 * Notices a server that queues requests instead of refusing them: the time for each token that it
 * writes rises with the queue.
 *
 * <p>As in TCP Vegas and in Netflix's concurrency-limits, the rule compares the latency of the
 * latest answers with the lowest that was seen. Both are seconds a token over a group of answers,
 * because single latencies differ widely with the answer's length. Little's law gives the number of
 * requests on which the server works at once: the number in flight, divided by how much slower the
 * answers were.
 *
 * <p>The answers of a group are those to requests that were sent one after the other. Answers are
 * not grouped in the order in which they came: of many requests that were just sent, the short ones
 * come back first.
 *
 * <p>A pause of the server, or of this process, makes all requests in flight slower. A queue does
 * the same, but goes on. So the limit is cut at once. It doubles again as soon as some answers to
 * later requests are as fast as before. Behind a queue there are no such answers.
 *
 * <p>A server that batches continuously is slower for each request when more run together, but does
 * more in all. So up to twice the lowest latency is allowed. At most half of the requests in flight
 * then wait in a queue, and the server always has work.
 *
 * <p>Work can become slower for another reason, such as longer prompts. Then fewer requests in
 * flight do not help, and the number that the server seems to handle falls with them. When this
 * number has fallen by a third, the present latency may be the usual one. It becomes the lowest
 * latency if a group that was sent later says the same. A pause slows each request only once, so it
 * does not have this effect.
 */
final class LatencyRule {
  /** Requests that were sent one after the other. */
  static final class Group {
    private final int size;
    private int sent;
    private int ended;
    private long firstNanos = Long.MAX_VALUE;
    private final Answers answers = new Answers();

    private Group(int size) {
      this.size = size;
    }
  }

  private static final class Answers {
    private int count;
    private double nanos;
    private double among;
    private long tokens;

    void add(long latencyNanos, int written, int sentAmong) {
      count++;
      nanos += latencyNanos;
      tokens += Math.max(1, written);
      among += sentAmong;
    }

    double nanosAToken() {
      return nanos / tokens;
    }
  }

  /** Requests in the first group, which are sent before any can wait. */
  private static final int FIRST_GROUP = 8;

  private static final int GROUP = 32;
  private static final int ANSWERS_SINCE = 12;
  private static final double FAST = 1.4;
  private static final double TOLERANCE = 2;
  private static final double STALE = 0.67;
  private static final long NONE = Long.MAX_VALUE;

  private Group open = new Group(FIRST_GROUP);
  private double lowest = Double.POSITIVE_INFINITY;
  private double firstCapacity = Double.POSITIVE_INFINITY;

  /** The time at which fewer requests in flight did not help; {@link #NONE} if they did. */
  private long noHelpNanos = NONE;

  /**
   * The time at which the limit was last changed for latency; {@link #NONE} if another rule
   * decides.
   */
  private long changedNanos = NONE;

  /** The latest answers to requests that were sent since then. */
  private Answers since = new Answers();

  /** The group of a request that is sent now. */
  Group send() {
    if (open.sent == open.size) {
      open = new Group(Math.min(GROUP, 2 * open.size));
    }
    open.sent++;
    return open;
  }

  /** The endpoint refuses: from now on, another rule says how many may be in flight. */
  void refused() {
    changed(NONE);
  }

  /**
   * A request has ended without an answer.
   *
   * @return the number that may be in flight from now on, if it changes
   */
  OptionalDouble unanswered(long nowNanos, Flight.Sent sent, double limit) {
    return ended(nowNanos, sent, limit);
  }

  /**
   * A request is answered.
   *
   * @param written tokens; 0 if the endpoint does not say, or if nothing came
   * @param limit the number that may be in flight now
   * @return the number that may be in flight from now on, if it changes: the number that the server
   *     can handle, or twice the limit
   */
  OptionalDouble answered(long nowNanos, Flight.Sent sent, int written, double limit) {
    long latency = nowNanos - sent.nanos();
    sent.group().answers.add(latency, written, sent.among());
    OptionalDouble less = ended(nowNanos, sent, limit);
    if (less.isPresent() || sent.nanos() <= changedNanos) {
      return less;
    }
    since.add(latency, written, sent.among());
    if (since.count < ANSWERS_SINCE) {
      return OptionalDouble.empty();
    }
    boolean fast = since.nanosAToken() <= FAST * lowest;
    changed(fast ? nowNanos : changedNanos);
    return fast ? OptionalDouble.of(2 * limit) : OptionalDouble.empty();
  }

  /** Judges a group when its last request has ended, if at least half of the group is answered. */
  private OptionalDouble ended(long nowNanos, Flight.Sent sent, double limit) {
    Group group = sent.group();
    group.ended++;
    group.firstNanos = Math.min(group.firstNanos, sent.nanos());
    if (group.ended < group.size || group.answers.count < group.size / 2) {
      return OptionalDouble.empty();
    }
    OptionalDouble allowed = allowed(nowNanos, group);
    if (allowed.isEmpty() || allowed.getAsDouble() >= limit) {
      return OptionalDouble.empty();
    }
    changed(nowNanos);
    return allowed;
  }

  private void changed(long nanos) {
    changedNanos = nanos;
    since = new Answers();
  }

  private OptionalDouble allowed(long nowNanos, Group group) {
    Answers answers = group.answers;
    double latest = answers.nanosAToken();
    double capacity = answers.among / answers.count * lowest / latest;
    if (latest <= TOLERANCE * lowest) {
      usual(Math.min(latest, lowest));
      return OptionalDouble.empty();
    }
    firstCapacity = firstCapacity == Double.POSITIVE_INFINITY ? capacity : firstCapacity;
    if (capacity < STALE * firstCapacity) {
      if (group.firstNanos > noHelpNanos) {
        usual(latest);
        return OptionalDouble.empty();
      }
      noHelpNanos = Math.min(nowNanos, noHelpNanos);
    }
    return OptionalDouble.of(TOLERANCE * capacity);
  }

  private void usual(double nanosAToken) {
    lowest = nanosAToken;
    firstCapacity = Double.POSITIVE_INFINITY;
    noHelpNanos = NONE;
  }
}
