package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * An answer as the request log keeps it.
 *
 * @param attempt the try that brought it, 1 being the first
 * @param latencyMs how long its group took
 */
public record TeacherLogEntry(String requestId, int attempt, TeacherAnswer answer, long latencyMs)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
