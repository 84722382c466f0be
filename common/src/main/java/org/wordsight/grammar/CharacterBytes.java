package org.wordsight.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The bytes of some characters: sequences of sets of bytes, one set for each byte. */
final class CharacterBytes {
  /** The first code point with one more byte. */
  private static final int[] LONGER = {0x80, 0x800, 0x10000};

  private final List<List<BitSet>> sequences = new ArrayList<>();

  List<List<BitSet>> sequences() {
    return sequences;
  }

  /** Adds the UTF-8 bytes of all code points of a range, which must not hold surrogates. */
  CharacterBytes utf8(int from, int to) {
    for (int next : LONGER) {
      if (from < next && next <= to) {
        return utf8(from, next - 1).utf8(next, to);
      }
    }
    int bytes = length(to);
    // Ranges are split until each byte after the first has either one value or all values.
    for (int i = 1; i < bytes; i++) {
      int low = (1 << 6 * i) - 1;
      if ((from & ~low) != (to & ~low)) {
        if ((from & low) != 0) {
          return utf8(from, from | low).utf8((from | low) + 1, to);
        }
        if ((to & low) != low) {
          return utf8(from, (to & ~low) - 1).utf8(to & ~low, to);
        }
      }
    }
    List<BitSet> sequence = new ArrayList<>();
    for (int i = 0; i < bytes; i++) {
      sequence.add(range(encoded(from, bytes, i), encoded(to, bytes, i)));
    }
    sequences.add(sequence);
    return this;
  }

  private static int length(int codePoint) {
    int length = 1;
    for (int next : LONGER) {
      length += codePoint >= next ? 1 : 0;
    }
    return length;
  }

  /** One byte of a code point that has this many bytes. */
  private static int encoded(int codePoint, int bytes, int index) {
    int bits = codePoint >> 6 * (bytes - 1 - index);
    if (index > 0) {
      return 0x80 | bits & 0x3F;
    }
    return bytes == 1 ? bits : 0xF00 >> bytes & 0xFF | bits;
  }

  /**
   * Adds sequences of bytes.
   *
   * @param sets the bytes at each place, as characters: {@code "0-9a-f"}
   */
  CharacterBytes written(String... sets) {
    sequences.add(List.of(sets).stream().map(CharacterBytes::set).toList());
    return this;
  }

  private static BitSet set(String written) {
    BitSet set = new BitSet();
    for (int i = 0; i < written.length(); i++) {
      boolean isRange = i + 2 < written.length() && written.charAt(i + 1) == '-';
      set.or(range(written.charAt(i), written.charAt(isRange ? i + 2 : i)));
      i += isRange ? 2 : 0;
    }
    return set;
  }

  private static BitSet range(int from, int to) {
    BitSet range = new BitSet();
    range.set(from, to + 1);
    return range;
  }
}
