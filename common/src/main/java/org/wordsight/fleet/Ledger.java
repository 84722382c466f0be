package org.wordsight.fleet;

/**
 * The run's money in micro-dollars. Spent and reserved money together never exceed the cap, unless
 * an endpoint charges more than the worst case of a request.
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

  /** A request that may be charged counts as spent at its worst cost, and as waste. */
  void writeOff(long worst) {
    reserved -= worst;
    spent += worst;
    wasted += worst;
  }

  /** A request that was written off was charged with this cost. */
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
