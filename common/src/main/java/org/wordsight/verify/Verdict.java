package org.wordsight.verify;

import java.util.Locale;

/** The result of a check. */
public enum Verdict {
  PASSED,
  FAILED,
  /** An optional case in a format that is not read. It counts as neither passed nor failed. */
  SKIPPED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
