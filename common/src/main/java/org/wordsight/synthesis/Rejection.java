package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * A refused candidate or answer.
 *
 * @param sourceId the candidate's id, or the request's id if its whole answer was refused
 * @param detail the text that was found, and the rule
 * @param raw the refused text, unchanged
 */
public record Rejection(String sourceId, RejectionReason reason, String detail, String raw)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
