package org.wordsight.exchange;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The content of a frame, with its CRC-32C. The same content is sent to several members. The first
 * thread that writes it computes the value for all.
 */
final class Content {
  private static final long UNKNOWN = -1;

  private final ByteBuffer bytes;
  private volatile long check = UNKNOWN;

  /**
   * @param bytes from its position to its limit
   */
  Content(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** A new view of the bytes. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  int check() {
    if (check == UNKNOWN) {
      CRC32C crc = new CRC32C();
      crc.update(bytes.duplicate());
      check = crc.getValue();
    }
    return (int) check;
  }
}
