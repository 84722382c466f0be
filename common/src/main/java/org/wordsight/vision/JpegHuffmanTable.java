package org.wordsight.vision;

import java.util.Arrays;
import java.util.Optional;

/** A Huffman table of a JPEG file, in a form for decoding (ITU-T T.81, annexes C and F). */
final class JpegHuffmanTable {
  /** Codes of up to this many bits are looked up at once. */
  static final int LOOKAHEAD = 8;

  private static final int LONGEST = 16;

  private final int[] largest = new int[LONGEST + 2];
  private final int[] offset = new int[LONGEST + 2];
  private final int[] lookup = new int[1 << LOOKAHEAD];
  private final byte[] symbols;

  /**
   * @param counts the number of codes of each length, from 1
   * @param symbols in the order of their codes
   * @return absent if there are more codes than their bits allow
   */
  static Optional<JpegHuffmanTable> of(byte[] counts, byte[] symbols) {
    int code = 0;
    for (int length = 1; length <= LONGEST; length++) {
      code = 2 * code + (counts[length - 1] & 0xff);
      if (code > 1 << length) {
        return Optional.empty();
      }
    }
    return Optional.of(new JpegHuffmanTable(counts, symbols));
  }

  private JpegHuffmanTable(byte[] counts, byte[] symbols) {
    this.symbols = symbols;
    Arrays.fill(lookup, -1);
    int code = 0;
    int place = 0;
    for (int length = 1; length <= LONGEST; length++) {
      int count = counts[length - 1] & 0xff;
      offset[length] = place - code;
      for (int i = 0; i < count && length <= LOOKAHEAD; i++) {
        int rest = LOOKAHEAD - length;
        int entry = length << 8 | symbols[place + i] & 0xff;
        Arrays.fill(lookup, code + i << rest, code + i + 1 << rest, entry);
      }
      code += count;
      place += count;
      largest[length] = count == 0 ? -1 : code - 1;
      code <<= 1;
    }
    largest[LONGEST + 1] = Integer.MAX_VALUE;
  }

  /** The length (in the second byte) and symbol of the code at the start of these bits, or -1. */
  int lookup(int bits) {
    return lookup[bits];
  }

  /** Whether no code of this length matches, so that a longer one has to be read. */
  boolean isLonger(int code, int length) {
    return code > largest[length];
  }

  /** The symbol of a code; 0 for an invalid code, as in libjpeg. */
  int symbol(int code, int length) {
    return length > LONGEST ? 0 : symbols[code + offset[length]] & 0xff;
  }
}
