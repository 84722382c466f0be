package org.wordsight.fleet;

/** The share of the permits that are in use, over time. */
final class PermitUse {
  private double used;
  private double given;

  void add(long nanos, int inFlight, int permits) {
    used += (double) nanos * Math.min(inFlight, permits);
    given += (double) nanos * permits;
  }

  double share() {
    return given == 0 ? 1 : used / given;
  }
}
