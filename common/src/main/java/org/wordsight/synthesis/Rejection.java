package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * A refused candidate or answer.
 *
 * @param sourceId the candidate's id, or the request's id where its whole answer was refused
 * @param detail what was found and what is allowed
 * @param raw the refused text, unchanged
 */
public record Rejection(String sourceId, RejectionReason reason, String detail, String raw)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
