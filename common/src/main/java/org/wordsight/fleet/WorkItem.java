package org.wordsight.fleet;

import java.io.Serializable;

/**
 * One item to ask.
 *
 * @param number its place in the plan
 * @param attempt 1 being the first; an item that fails and may be asked again has a higher one
 */
public record WorkItem(long number, int attempt) implements Serializable {
  private static final long serialVersionUID = 1L;
}
