package org.wordsight.exchange;

import java.io.Closeable;
import java.io.IOException;

/** Closes what is not needed any more. */
final class Closing {
  private Closing() {}

  /** A connection that fails while it is closed is closed too. */
  static void quietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Nothing is left to do.
    }
  }
}
