package org.wordsight.verify;

import java.util.Locale;

/** What a comparison came to. */
public enum Verdict {
  PASSED,
  FAILED,
  /** Neither: an optional case in a format that is not read. */
  SKIPPED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
