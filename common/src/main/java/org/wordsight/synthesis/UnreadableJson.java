package org.wordsight.synthesis;

/** Ends the reading of one object at the place where it cannot be read. */
final class UnreadableJson extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;
  private final int at;

  /**
   * @param at the place in the answer
   */
  UnreadableJson(RejectionReason reason, String detail, int at) {
    super(detail, null, false, false);
    this.reason = reason;
    this.at = at;
  }

  static UnreadableJson broken(String detail, int at) {
    return new UnreadableJson(RejectionReason.BROKEN_JSON, detail, at);
  }

  /** The answer ends here, inside the object. */
  static UnreadableJson atTheEnd(int at) {
    return new UnreadableJson(RejectionReason.CUT_OFF, "the answer ends inside the item", at);
  }

  RejectionReason reason() {
    return reason;
  }

  int at() {
    return at;
  }
}
