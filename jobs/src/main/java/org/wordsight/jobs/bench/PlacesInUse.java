package org.wordsight.jobs.bench;

/**
 * The share of some places that is in use, from the time when all of them first were until the last
 * request was sent: between the rise at the beginning and the end.
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

  void sent(long nanos) {
    pass(nanos);
    inUse++;
    usedAtLastSend = used;
    lastSendNanos = nanos;
    if (!full && inUse == places) {
      full = true;
      fullNanos = nanos;
    }
  }

  void ended(long nanos) {
    pass(nanos);
    inUse--;
  }

  private void pass(long nanos) {
    used += full ? (double) (nanos - nowNanos) * inUse : 0;
    nowNanos = nanos;
  }

  /** 0 where they were never all in use, or where nothing was sent after that. */
  double share() {
    double time = lastSendNanos - fullNanos;
    return full && time > 0 ? usedAtLastSend / (places * time) : 0;
  }
}
