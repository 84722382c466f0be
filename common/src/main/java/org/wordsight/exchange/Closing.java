package org.wordsight.exchange;

import java.io.Closeable;
import java.io.IOException;

/** Closes connections that are not needed any more. */
final class Closing {
  private Closing() {}

  /** Closes a connection. A failure is ignored, since the connection is closed then too. */
  static void quietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // The connection is closed anyway.
    }
  }
}
