package org.wordsight.fleet;

import java.util.OptionalLong;
import org.wordsight.teacher.FailureKind;

/**
 * An item that can be handed out.
 *
 * @param failures how often it failed, by kind; empty before its first failure
 * @param turnNanos the item's turn, if it is asked before its turn; else empty
 */
record OpenItem(WorkItem item, byte[] failures, OptionalLong turnNanos) {
  private static final byte[] NONE = {};

  static OpenItem first(long number) {
    return new OpenItem(new WorkItem(number, 1), NONE, OptionalLong.empty());
  }

  /** The same item with another attempt after a failure. */
  OpenItem after(FailureKind kind) {
    byte[] more = failures.length == 0 ? new byte[FailureKind.values().length] : failures.clone();
    more[kind.ordinal()]++;
    return new OpenItem(nextAttempt(), more, OptionalLong.empty());
  }

  /** The same item with another attempt, which the item did not cause. */
  OpenItem again() {
    return new OpenItem(nextAttempt(), failures, OptionalLong.empty());
  }

  /** The same attempt before its turn. */
  OpenItem early(long turn) {
    return new OpenItem(item, failures, OptionalLong.of(turn));
  }

  private WorkItem nextAttempt() {
    return new WorkItem(item.number(), item.attempt() + 1);
  }

  int failures(FailureKind kind) {
    return failures.length == 0 ? 0 : failures[kind.ordinal()];
  }

  int allFailures() {
    int sum = 0;
    for (byte count : failures) {
      sum += count;
    }
    return sum;
  }
}
