package org.wordsight.fleet;

import org.wordsight.money.Prices;
import org.wordsight.money.Usage;

/** The money, and the requests and tokens a minute, that a run may use. */
final class Allowance {
  /** The most that an attempt can use. */
  record Need(long tokens, long microdollars) {}

  private final Prices prices;
  private final WorstCase worst;
  private final Ledger ledger;
  private final RateBucket requests;
  private final RateBucket tokens;

  Allowance(Limits limits, Prices prices, WorstCase worst, Spent before, long nowNanos) {
    this.prices = prices;
    this.worst = worst;
    this.ledger = new Ledger(limits.capMicrodollars(), before);
    this.requests = new RateBucket(limits.requestsPerMinute(), nowNanos);
    this.tokens = new RateBucket(limits.tokensPerMinute(), nowNanos);
  }

  Ledger ledger() {
    return ledger;
  }

  /** The time for which the limits a minute allow no request. */
  long waitNanos(long nowNanos) {
    return Math.max(requests.waitNanos(nowNanos), tokens.waitNanos(nowNanos));
  }

  Need need(long number) {
    Usage most = worst.of(number);
    return new Need(most.totalTokens(), prices.microdollarsAtMost(most));
  }

  void take(Need need, long nowNanos) {
    ledger.reserve(need.microdollars());
    requests.take(1, nowNanos);
    tokens.take(need.tokens(), nowNanos);
  }

  /** A request that was never sent. */
  void giveBack(Need need, long nowNanos) {
    ledger.release(need.microdollars());
    requests.giveBack(1, nowNanos);
    tokens.giveBack(need.tokens(), nowNanos);
  }

  /** A failure that is not charged. Its tokens were not used. */
  void release(Need need, long nowNanos) {
    ledger.release(need.microdollars());
    tokens.giveBack(need.tokens(), nowNanos);
  }

  /** The cost of an answer. If the endpoint reports no usage, the worst cost counts. */
  long cost(Need need, Usage usage) {
    return usage.equals(Usage.NONE) ? need.microdollars() : prices.microdollars(usage);
  }

  void settle(Need need, Usage usage, boolean counts, long nowNanos) {
    ledger.settle(need.microdollars(), cost(need, usage), counts);
    if (!usage.equals(Usage.NONE)) {
      tokens.giveBack(Math.max(0, need.tokens() - usage.totalTokens()), nowNanos);
    }
  }
}
