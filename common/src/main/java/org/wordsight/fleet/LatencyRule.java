package org.wordsight.fleet;

import java.util.OptionalDouble;

/**
 * Notices a server that queues requests instead of refusing them: the time for each token that it
 * writes rises with the queue.
 *
 * <p>The rule is a gradient, as in TCP Vegas and in Netflix's concurrency-limits: the latency of
 * the latest answers against the lowest that was seen. Both are seconds a token over a group of
 * answers, because single latencies differ widely with the answer's length. By Little's law, the
 * requests that were on their way when the answers were sent, divided by how much slower they were,
 * is what the server works on at once.
 *
 * <p>The answers of a group are those to requests that were sent one after the other. Answers that
 * came one after the other would not do: of many requests that were just sent, the short ones come
 * back first.
 *
 * <p>A pause of the server, or of this process, makes everything slower that is on its way. A queue
 * does the same, and goes on. So the limit is cut at once, and doubles again as soon as some
 * answers to what was sent since are as fast as ever. Behind a queue there are none.
 *
 * <p>A server that batches continuously is slower for each request when more run together, and
 * still does more in all. So up to twice the lowest latency is allowed: then at most half of what
 * is on its way waits in a queue, and the server is never without work.
 *
 * <p>Work can become slower for another reason, such as longer prompts. Then fewer requests on
 * their way do not help, and the number that the server seems to bear falls with them. When it has
 * fallen by a third, the latency of now may be the usual one. It is taken as the lowest when a
 * group says the same that was sent after this was seen: a pause slows each request once.
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

  /** The first group is what is sent before anything can wait. */
  private static final int FIRST_GROUP = 8;

  private static final int GROUP = 32;
  private static final int ANSWERS_SINCE = 12;
  private static final double FAST = 1.4;
  private static final double TOLERANCE = 2;
  private static final double STALE = 0.67;
  private static final long NONE = Long.MAX_VALUE;

  private Group open = new Group(FIRST_GROUP);
  private double lowest = Double.POSITIVE_INFINITY;
  private double bornAtFirst = Double.POSITIVE_INFINITY;

  /** When fewer requests on their way did not help; {@link #NONE} where they did. */
  private long noHelpNanos = NONE;

  /** When the limit was changed for latency last; {@link #NONE} where another rule decides. */
  private long changedNanos = NONE;

  /** The latest answers to what was sent since then. */
  private Answers since = new Answers();

  /** The group of a request that is sent now. */
  Group send() {
    if (open.sent == open.size) {
      open = new Group(Math.min(GROUP, 2 * open.size));
    }
    open.sent++;
    return open;
  }

  /** The endpoint refuses: from now on, another rule says how many may be on their way. */
  void refused() {
    changed(NONE);
  }

  /**
   * A request has ended without an answer.
   *
   * @return how many may be on their way from now on, where that changes
   */
  OptionalDouble unanswered(long nowNanos, Flight.Sent sent, double limit) {
    return ended(nowNanos, sent, limit);
  }

  /**
   * A request is answered.
   *
   * @param written tokens; 0 where the endpoint does not say, or where nothing came
   * @param limit how many may be on their way now
   * @return how many may be on their way from now on, where that changes: what the server bears; or
   *     twice the limit
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

  /** With the last request of a group, at least half of which is answered, the group is judged. */
  private OptionalDouble ended(long nowNanos, Flight.Sent sent, double limit) {
    Group group = sent.group();
    group.ended++;
    group.firstNanos = Math.min(group.firstNanos, sent.nanos());
    if (group.ended < group.size || group.answers.count < group.size / 2) {
      return OptionalDouble.empty();
    }
    OptionalDouble bearable = bearable(nowNanos, group);
    if (bearable.isEmpty() || bearable.getAsDouble() >= limit) {
      return OptionalDouble.empty();
    }
    changed(nowNanos);
    return bearable;
  }

  private void changed(long nanos) {
    changedNanos = nanos;
    since = new Answers();
  }

  private OptionalDouble bearable(long nowNanos, Group group) {
    Answers answers = group.answers;
    double latest = answers.nanosAToken();
    double born = answers.among / answers.count * lowest / latest;
    if (latest <= TOLERANCE * lowest) {
      usual(Math.min(latest, lowest));
      return OptionalDouble.empty();
    }
    bornAtFirst = bornAtFirst == Double.POSITIVE_INFINITY ? born : bornAtFirst;
    if (born < STALE * bornAtFirst) {
      if (group.firstNanos > noHelpNanos) {
        usual(latest);
        return OptionalDouble.empty();
      }
      noHelpNanos = Math.min(nowNanos, noHelpNanos);
    }
    return OptionalDouble.of(TOLERANCE * born);
  }

  private void usual(double nanosAToken) {
    lowest = nanosAToken;
    bornAtFirst = Double.POSITIVE_INFINITY;
    noHelpNanos = NONE;
  }
}
