package org.wordsight.chat;

import java.util.Arrays;

/**
 * GPT-2's table from characters to bytes. A byte that is visible in Latin-1 is its own character.
 * The others are the characters from U+0100 on, in order.
 */
final class ByteLevelCharacters {
  private static final int FIRST_OTHER = 0x100;

  private ByteLevelCharacters() {}

  /** The byte of each character; -1 if there is none. */
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

  /** The bytes of a token; none if it has a character that is not in the table. */
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
