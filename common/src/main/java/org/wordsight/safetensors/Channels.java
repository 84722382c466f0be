package org.wordsight.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads at a position of a file. */
final class Channels {
  /**
   * A read into the heap goes through native memory that the JDK keeps, so each read is limited.
   */
  private static final int STEP_BYTES = 1 << 20;

  private Channels() {}

  /**
   * Fills the rest of {@code into}; its position and limit stay.
   *
   * @return false if the file ends before that
   */
  static boolean fill(FileChannel channel, long position, ByteBuffer into) throws IOException {
    ByteBuffer rest = into.duplicate();
    int end = rest.limit();
    long place = position - rest.position();
    while (rest.position() < end) {
      rest.limit(into.isDirect() ? end : Math.min(end, rest.position() + STEP_BYTES));
      if (channel.read(rest, place + rest.position()) < 0) {
        return false;
      }
    }
    return true;
  }
}
