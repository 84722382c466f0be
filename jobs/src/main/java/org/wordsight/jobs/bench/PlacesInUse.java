package org.wordsight.jobs.bench;

/**
 * The average share of places that are in use. It counts from the first moment when all places were
 * in use until the last request was sent. The rise and the end are left out. Several threads may
 * use it.
 */
final class PlacesInUse {
  private final int places;
  private boolean full;
  private long fullNanos;
  private long nowNanos;
  private int inUse;
  private double used;
  private double usedAtLastSend;
  private long lastSendNanos;

  PlacesInUse(int places) {
    this.places = places;
  }

  synchronized void sent(long nanos) {
    pass(nanos);
    inUse++;
    usedAtLastSend = used;
    lastSendNanos = nanos;
    if (!full && inUse == places) {
      full = true;
      fullNanos = nanos;
    }
  }

  synchronized void ended(long nanos) {
    pass(nanos);
    inUse--;
  }

  /** Threads may arrive in another order than that of their clock readings. */
  private void pass(long nanos) {
    used += full ? (double) Math.max(0, nanos - nowNanos) * inUse : 0;
    nowNanos = Math.max(nowNanos, nanos);
  }

  /** The share; 0 where the places were never all in use, or nothing was sent after that. */
  synchronized double share() {
    double time = lastSendNanos - fullNanos;
    return full && time > 0 ? usedAtLastSend / (places * time) : 0;
  }
}
