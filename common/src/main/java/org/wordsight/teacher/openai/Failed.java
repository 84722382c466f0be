package org.wordsight.teacher.openai;

import org.wordsight.money.Usage;
import org.wordsight.teacher.FailureKind;

/**
 * The reason why a response is no answer.
 *
 * @param detail for people, in the endpoint's words; it may still contain secrets
 * @param retryDelay the wait that the body asks for, as it is written there; empty if it asks for
 *     none
 * @param usage as the endpoint reports it; {@link Usage#NONE} if it does not
 */
record Failed(FailureKind kind, String detail, String retryDelay, Usage usage)
    implements ReadResponse {

  Failed(FailureKind kind, String detail) {
    this(kind, detail, "", Usage.NONE);
  }

  /** The same failure, after which an endpoint asks to wait. */
  Failed asking(String delay) {
    return new Failed(kind, detail, delay, usage);
  }

  /** The same failure, for which an endpoint charges. */
  Failed using(Usage reported) {
    return new Failed(kind, detail, retryDelay, reported);
  }
}
