package org.wordsight.fleet;

import org.wordsight.money.Usage;

/** The most that an item can use. It is reserved before the item is handed out. */
public interface WorstCase {

  /**
   * The most tokens that one attempt can use: all of its prompt, and an answer of the greatest
   * length. This method is called each time that the item is handed out, one call at a time, so it
   * should be fast.
   */
  Usage of(long number);
}
