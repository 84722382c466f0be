package org.wordsight.synthesis;

import java.io.Serializable;

/**
 * A teacher's answer in the request log.
 *
 * @param attempt the attempt that brought the answer, 1 being the first
 * @param latencyMs the time that the answer's group took
 */
public record TeacherLogEntry(String requestId, int attempt, TeacherAnswer answer, long latencyMs)
    implements Serializable {
  private static final long serialVersionUID = 1L;
}
