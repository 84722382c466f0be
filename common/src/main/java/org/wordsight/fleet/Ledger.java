package org.wordsight.fleet;

/**
 * The run's money in micro-dollars. What is spent and what is reserved never exceed the cap
 * together, unless an endpoint charges more than the worst case of a request.
 */
final class Ledger {
  private final long cap;
  private long spent;
  private long reserved;
  private long wasted;

  Ledger(long cap, Spent before) {
    this.cap = cap;
    this.spent = Math.addExact(before.settledMicrodollars(), before.unsettledMicrodollars());
    this.wasted = before.unsettledMicrodollars();
  }

  boolean fits(long worst) {
    return worst <= cap - spent - reserved;
  }

  void reserve(long worst) {
    reserved += worst;
  }

  /** Nothing is charged. */
  void release(long worst) {
    reserved -= worst;
  }

  /** An answer is charged. It is wasted if it does not count. */
  void settle(long worst, long cost, boolean counts) {
    reserved -= worst;
    spent += cost;
    wasted += counts ? 0 : cost;
  }

  /** What may be charged counts as spent, at its worst, for nothing. */
  void writeOff(long worst) {
    reserved -= worst;
    spent += worst;
    wasted += worst;
  }

  /** What was written off was charged with this cost. */
  void correct(long worst, long cost, boolean counts) {
    spent += cost - worst;
    wasted += (counts ? 0 : cost) - worst;
  }

  long cap() {
    return cap;
  }

  long spent() {
    return spent;
  }

  long reserved() {
    return reserved;
  }

  long wasted() {
    return wasted;
  }
}
