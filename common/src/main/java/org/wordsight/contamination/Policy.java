package org.wordsight.contamination;

import java.util.Locale;

/** What a hit does to its question. */
public enum Policy {
  /** The question is dropped. */
  DROP,

  /** The question stays. The hit is a row of the table all the same. */
  FLAG;

  /** The policy's name in the table. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
