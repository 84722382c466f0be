package org.wordsight.synthesis;

/** Ends the reading of one item. It becomes a {@link Rejection}. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  Refusal(RejectionReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  RejectionReason reason() {
    return reason;
  }
}
