package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * Something refused.
 *
 * @param sourceId the candidate's id, or the request's where its whole answer was refused
 * @param detail what was seen and what is allowed
 * @param raw the text refused, as it came
 */
public record Rejection(String sourceId, RejectionReason reason, String detail, String raw)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
