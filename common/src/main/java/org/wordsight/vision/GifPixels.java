package org.wordsight.vision;

import org.wordsight.error.WordsightException;

/**
 * The coded pixels of a GIF's frame: LZW codes of growing length, in blocks of up to 255 bytes. A
 * block that is cut off is not used, and neither is anything after the end of the data.
 */
final class GifPixels {
  /**
   * The most bits of a code. Colours of as many bits are possible, but leave no room for strings.
   */
  static final int MOST_BITS = 12;

  private static final int MOST_CODES = 1 << MOST_BITS;

  private final byte[] content;
  private final String name;
  private final int clear;
  private int at;
  private int left;
  private int bits;
  private int bitCount;

  /**
   * Each code means the string of another code and one more colour. Codes below clear are colours.
   */
  private final int[] before = new int[MOST_CODES];

  private final byte[] last = new byte[MOST_CODES];

  /**
   * @param at the start of the first block
   * @param colourBits at most {@link #MOST_BITS}; a colour is the lowest 8 of them
   */
  GifPixels(byte[] content, int at, int colourBits, String name) {
    this.content = content;
    this.at = at;
    this.clear = 1 << colourBits;
    this.name = name;
  }

  /** The colours of the rows, in the order in which they are coded. */
  byte[] read(int width, int height) {
    byte[] pixels = new byte[width * height];
    byte[] string = new byte[MOST_CODES + 1];
    int size = Integer.SIZE - Integer.numberOfLeadingZeros(clear);
    int next = clear + 2;
    int previous = -1;
    int first = 0;
    for (int done = 0; done < pixels.length; ) {
      int code = code(size);
      if (code == clear) {
        size = Integer.SIZE - Integer.numberOfLeadingZeros(clear);
        next = clear + 2;
        previous = -1;
        continue;
      }
      if (code == clear + 1) {
        throw truncated();
      }
      if (code > next || (previous < 0 && code > clear)) {
        throw meaningless(code);
      }
      int from = string.length;
      int rest = code;
      if (code == next) {
        string[--from] = (byte) first;
        rest = previous;
      }
      for (; rest >= clear; rest = before[rest]) {
        if (rest >= MOST_CODES) {
          throw meaningless(rest);
        }
        string[--from] = last[rest];
      }
      string[--from] = (byte) rest;
      first = rest;
      if (previous >= 0 && next < MOST_CODES) {
        before[next] = previous;
        last[next] = (byte) first;
        next++;
        if (next == 1 << size && size < MOST_BITS) {
          size++;
        }
      }
      previous = code;
      int count = Math.min(string.length - from, pixels.length - done);
      System.arraycopy(string, from, pixels, done, count);
      done += count;
    }
    return pixels;
  }

  private int code(int size) {
    while (bitCount < size) {
      if (left == 0) {
        nextBlock();
      }
      bits |= (content[at++] & 0xff) << bitCount;
      bitCount += 8;
      left--;
    }
    int code = bits & ((1 << size) - 1);
    bits >>>= size;
    bitCount -= size;
    return code;
  }

  private void nextBlock() {
    left = at < content.length ? content[at++] & 0xff : 0;
    if (left == 0 || left > content.length - at) {
      throw truncated();
    }
  }

  private WordsightException meaningless(int code) {
    return WordsightException.input(
        "Cannot read image %s: the GIF file is damaged, code %d is used before it is defined. Copy it again."
            .formatted(name, code));
  }

  private WordsightException truncated() {
    return WordsightException.input(
        "Cannot read image %s: the GIF file ends inside its pixels, after %,d bytes. Copy it again."
            .formatted(name, content.length));
  }
}
