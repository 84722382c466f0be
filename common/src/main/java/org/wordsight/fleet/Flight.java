package org.wordsight.fleet;

/** One item in flight, with what it holds. */
final class Flight {
  /** The name of a flight in a report. */
  record Key(long lease, long number) {}

  /**
   * The time at which an item was sent, and the number in flight at that time.
   *
   * @param awakeNanos by a clock that does not count the pauses of this process
   * @param group the requests that were sent at about the same time
   */
  record Sent(long nanos, long awakeNanos, int among, LatencyRule.Group group) {}

  private final Key key;
  private final OpenItem openItem;
  private final Wave wave;
  private final Worker worker;
  private final Allowance.Need need;
  private final Sent sent;
  private boolean cancelled;

  Flight(long lease, OpenItem openItem, Wave wave, Worker worker, Allowance.Need need, Sent sent) {
    this.key = new Key(lease, openItem.item().number());
    this.openItem = openItem;
    this.wave = wave;
    this.worker = worker;
    this.need = need;
    this.sent = sent;
  }

  Key key() {
    return key;
  }

  OpenItem openItem() {
    return openItem;
  }

  WorkItem item() {
    return openItem.item();
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

  Sent sent() {
    return sent;
  }

  boolean cancelled() {
    return cancelled;
  }

  void cancel() {
    cancelled = true;
  }
}
