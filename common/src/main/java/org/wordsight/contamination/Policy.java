package org.wordsight.contamination;

import java.util.Locale;

/** The effects of a hit on its question. */
public enum Policy {
  /** The question is dropped. */
  DROP,

  /** The question stays, and the hit is still a row of the table. */
  FLAG;

  /** The policy's name in the table. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
