package org.wordsight.chat;

import java.util.Arrays;

/**
 * GPT-2's table from characters to bytes. Bytes that are visible in Latin-1 are their own
 * characters; the others are U+0100 and what follows, in order.
 */
final class ByteLevelCharacters {
  private static final int FIRST_OTHER = 0x100;

  private ByteLevelCharacters() {}

  /** The byte of each character; -1 where there is none. */
  static int[] bytes() {
    int[] bytes = new int[FIRST_OTHER + 68];
    Arrays.fill(bytes, -1);
    int other = FIRST_OTHER;
    for (int b = 0; b < 256; b++) {
      boolean visible = b > ' ' && b < 0x7F || b > 0xA0 && b != 0xAD;
      bytes[visible ? b : other++] = b;
    }
    return bytes;
  }

  /** The bytes of a token; none where it has a character that is not in the table. */
  static byte[] decode(String token, int[] bytes) {
    byte[] decoded = new byte[token.length()];
    for (int i = 0; i < decoded.length; i++) {
      char c = token.charAt(i);
      if (c >= bytes.length || bytes[c] < 0) {
        return new byte[0];
      }
      decoded[i] = (byte) bytes[c];
    }
    return decoded;
  }
}
