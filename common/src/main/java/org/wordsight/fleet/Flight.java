package org.wordsight.fleet;

/** One item on its way, with what it holds. */
final class Flight {
  /** What names a flight in a report. */
  record Key(long lease, long number) {}

  private final Key key;
  private final Candidate candidate;
  private final Wave wave;
  private final Worker worker;
  private final Allowance.Need need;
  private final long sentNanos;
  private final long awakeNanos;
  private boolean cancelled;

  Flight(
      long lease,
      Candidate candidate,
      Wave wave,
      Worker worker,
      Allowance.Need need,
      long sentNanos,
      long awakeNanos) {
    this.key = new Key(lease, candidate.item().number());
    this.candidate = candidate;
    this.wave = wave;
    this.worker = worker;
    this.need = need;
    this.sentNanos = sentNanos;
    this.awakeNanos = awakeNanos;
  }

  Key key() {
    return key;
  }

  Candidate candidate() {
    return candidate;
  }

  WorkItem item() {
    return candidate.item();
  }

  Wave wave() {
    return wave;
  }

  Worker worker() {
    return worker;
  }

  Allowance.Need need() {
    return need;
  }

  long sentNanos() {
    return sentNanos;
  }

  /** When it was sent, by the clock that leaves out the pauses of this process. */
  long awakeNanos() {
    return awakeNanos;
  }

  boolean cancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }
}
