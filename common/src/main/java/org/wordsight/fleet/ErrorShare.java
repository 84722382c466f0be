package org.wordsight.fleet;

import java.util.Optional;
import org.wordsight.teacher.FailureKind;

/**
 * The share of failures among the latest finished attempts. A pause of the endpoint can end all
 * requests in flight at once. So the window has four times as many attempts as can be in flight,
 * and at least 100. Refusals for speed and lost workers do not count, since they are no errors of
 * the answers. An endpoint that was never reached is given up after fewer attempts.
 */
final class ErrorShare {
  private static final int AT_LEAST = 100;
  private static final int NEVER_REACHED = 20;
  private static final byte ANSWERED = -1;

  private static final FailureKind[] KINDS = FailureKind.values();

  private final double allowed;
  private final byte[] window;
  private final int[] byKind = new int[KINDS.length];
  private final String[] details = new String[KINDS.length];
  private int finished;
  private int failed;
  private int next;

  ErrorShare(double allowed, int maximumInFlight) {
    this.allowed = allowed;
    this.window = new byte[(int) Math.min(1 << 20, Math.max(AT_LEAST, 4L * maximumInFlight))];
  }

  void answered() {
    add(ANSWERED);
  }

  void failed(FailureKind kind, String detail) {
    details[kind.ordinal()] = detail;
    if (counts(kind)) {
      add((byte) kind.ordinal());
    }
  }

  /** What was said last with a failure of this kind; empty where there was none. */
  String detail(FailureKind kind) {
    String detail = details[kind.ordinal()];
    return detail == null ? "" : detail;
  }

  Optional<Stop> stop() {
    boolean neverReached =
        finished >= NEVER_REACHED && byKind[FailureKind.UNREACHABLE.ordinal()] == finished;
    boolean enough = finished >= AT_LEAST || neverReached && finished < window.length;
    if (!enough || failed < allowed * finished) {
      return Optional.empty();
    }
    int most = 0;
    for (int kind = 1; kind < byKind.length; kind++) {
      most = byKind[kind] > byKind[most] ? kind : most;
    }
    return Optional.of(
        new Stop.TooManyErrors(failed, finished, allowed, KINDS[most], details[most]));
  }

  private static boolean counts(FailureKind kind) {
    return kind != FailureKind.RATE_LIMITED && kind != FailureKind.WORKER_LOST;
  }

  private void add(byte result) {
    if (finished == window.length) {
      count(window[next], -1);
    } else {
      finished++;
    }
    count(result, 1);
    window[next] = result;
    next = (next + 1) % window.length;
  }

  private void count(byte result, int change) {
    if (result != ANSWERED) {
      byKind[result] += change;
      failed += change;
    }
  }
}
