package org.wordsight.storage;

import java.io.IOException;

/**
 * A file was put where there seemed to be none, but too slowly. Another caller may have put the
 * same name in the meantime, and may have been told that it was the only one.
 */
public final class SlowPutException extends IOException {
  private static final long serialVersionUID = 1L;

  public SlowPutException(String message) {
    super(message);
  }
}
