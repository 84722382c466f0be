package org.wordsight.rehearsal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The places of an endpoint that works on some requests at one time. Others wait in their order.
 */
final class Line {
  private final Queue<CompletableFuture<Void>> waiting = new ArrayDeque<>();
  private int free;

  /**
   * @param capacity 0 for no limit
   */
  Line(int capacity) {
    this.free = capacity == 0 ? Integer.MAX_VALUE : capacity;
  }

  /** A future that completes when the caller has a place. */
  synchronized CompletableFuture<Void> join() {
    if (free > 0) {
      free--;
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> turn = new CompletableFuture<>();
    waiting.add(turn);
    return turn;
  }

  /** Gives a place back, or leaves the line. */
  synchronized void leave(CompletableFuture<Void> turn) {
    if (waiting.remove(turn)) {
      return;
    }
    CompletableFuture<Void> next = waiting.poll();
    if (next == null) {
      free++;
    } else {
      next.complete(null);
    }
  }
}
