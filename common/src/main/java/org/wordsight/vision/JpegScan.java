package org.wordsight.vision;

import java.util.List;
import java.util.Optional;

/**
 * Walks over the codes of a JPEG's only scan, for a file that ends without a marker behind them:
 * does it hold the whole picture? Pillow's answer depends on how far ahead libjpeg-turbo reads:
 * where it wants more bytes than the file has, the file counts as cut off, even if the bits would
 * have been enough. So this class reads ahead as that library does (jdhuff.c, for words of 64
 * bits), from the blocks of 65,536 bytes that Pillow hands to it.
 */
final class JpegScan {
  private static final int BLOCK_BYTES = 65_536;
  private static final int COEFFICIENTS = 64;

  /** With so many bytes for each block of an MCU, the library takes its fast way. */
  private static final int FAST_BYTES = 8 * COEFFICIENTS;

  /** The library fills its word up to at least so many bits; on the fast way it takes six bytes. */
  private static final int FULL_BITS = 57;

  private static final int FAST_FILL_AT = 16;
  private static final int FAST_FILL_BYTES = 6;

  private final byte[] content;
  private final List<Block> blocks;
  private final int restartInterval;
  private int limit;
  private int at;
  private long word;
  private int bits;

  /** A marker that has been met and not been used; nothing is read beyond it. */
  private int marker;

  /** The data ran out before a marker: the picture's rest stays empty, up to the next restart. */
  private boolean exhausted;

  private int untilRestart;
  private int nextRestart;

  /** A block of 8 x 8 samples, by the tables of its codes. */
  record Block(JpegHuffmanTable dc, JpegHuffmanTable ac) {}

  /**
   * @param start where the codes begin
   * @param blocks those of one MCU
   * @param restartInterval MCUs between restart markers; 0 for none
   */
  JpegScan(byte[] content, int start, List<Block> blocks, int restartInterval) {
    this.content = content;
    this.at = start;
    this.limit = Math.min(content.length, (start / BLOCK_BYTES + 1) * BLOCK_BYTES);
    this.blocks = blocks;
    this.restartInterval = restartInterval;
    this.untilRestart = restartInterval;
  }

  /** Reads so many MCUs; false if the file ends before the library has all that it asks for. */
  boolean holds(long mcus) {
    for (long i = 0; i < mcus; i++) {
      while (!readMcu()) {
        if (limit == content.length) {
          return false;
        }
        limit = Math.min(content.length, limit + BLOCK_BYTES);
      }
      if (exhausted && restartInterval == 0) {
        return true;
      }
    }
    return true;
  }

  /** Where reading has come to. */
  int position() {
    return at;
  }

  /** The marker that reading has come to, right before its position. */
  Optional<Integer> unusedMarker() {
    return marker == 0 ? Optional.empty() : Optional.of(marker);
  }

  /** Reads an MCU, or nothing at all. */
  private boolean readMcu() {
    if (restartInterval > 0 && untilRestart == 0 && !restart()) {
      return false;
    }
    if (!exhausted) {
      int startAt = at;
      long startWord = word;
      int startBits = bits;
      boolean fast =
          restartInterval == 0 && marker == 0 && limit - at >= FAST_BYTES * blocks.size();
      if (!fast || !readBlocks(true)) {
        at = startAt;
        word = startWord;
        bits = startBits;
        if (!readBlocks(false)) {
          at = startAt;
          word = startWord;
          bits = startBits;
          return false;
        }
      }
    }
    untilRestart--;
    return true;
  }

  private boolean readBlocks(boolean fast) {
    for (Block block : blocks) {
      int size = symbol(block.dc, fast);
      if (size < 0 || !skip(size, fast)) {
        return false;
      }
      for (int k = 1; k < COEFFICIENTS; k++) {
        int code = symbol(block.ac, fast);
        if (code < 0) {
          return false;
        }
        size = code & 15;
        if (size == 0 && code >> 4 != 15) {
          break;
        }
        k += code >> 4;
        if (!skip(size, fast)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The next symbol, or -1 if there are too few bytes. */
  private int symbol(JpegHuffmanTable table, boolean fast) {
    int length = JpegHuffmanTable.LOOKAHEAD;
    if (fast ? !fillFast() : bits < length && !fill(0)) {
      return -1;
    }
    if (bits < length) {
      length = 1;
    } else {
      int found = table.lookup((int) (word >>> bits - length) & 0xff);
      if (found >= 0) {
        bits -= found >> 8;
        return found & 0xff;
      }
      length++;
    }
    if (!has(length, fast)) {
      return -1;
    }
    int code = take(length);
    while (table.isLonger(code, length)) {
      if (!has(1, fast)) {
        return -1;
      }
      code = code << 1 | take(1);
      length++;
    }
    return table.symbol(code, length);
  }

  private boolean skip(int count, boolean fast) {
    if (count > 0 && (fast ? !fillFast() : !has(count, false))) {
      return false;
    }
    bits -= count;
    return true;
  }

  private boolean has(int count, boolean fast) {
    return fast || bits >= count || fill(count);
  }

  private int take(int count) {
    bits -= count;
    return (int) (word >>> bits) & ((1 << count) - 1);
  }

  /** Six bytes at once; false where a marker stands among them, which the slow way has to read. */
  private boolean fillFast() {
    for (int i = 0; bits <= FAST_FILL_AT + 8 * i && i < FAST_FILL_BYTES; i++) {
      int next = content[at++] & 0xff;
      if (next == 0xff && content[at++] != 0) {
        return false;
      }
      word = word << 8 | next;
      bits += 8;
    }
    return true;
  }

  /** Fills the word as far as bytes go; false if the block of bytes ends first. */
  private boolean fill(int needed) {
    while (marker == 0 && bits < FULL_BITS) {
      if (at >= limit) {
        return false;
      }
      int next = content[at++] & 0xff;
      if (next == 0xff) {
        do {
          if (at >= limit) {
            return false;
          }
          next = content[at++] & 0xff;
        } while (next == 0xff);
        if (next != 0) {
          marker = next;
          break;
        }
        next = 0xff;
      }
      word = word << 8 | next;
      bits += 8;
    }
    if (needed > bits) {
      exhausted = true;
      word <<= FULL_BITS - bits;
      bits = FULL_BITS;
    }
    return true;
  }

  private boolean restart() {
    bits = 0;
    if (marker == 0 && !nextMarker()) {
      return false;
    }
    if (!resynchronise()) {
      return false;
    }
    nextRestart = nextRestart + 1 & 7;
    untilRestart = restartInterval;
    if (marker == 0) {
      exhausted = false;
    }
    return true;
  }

  /**
   * Uses the marker if it is the one that is due, or about; skips what cannot be; else keeps it.
   */
  private boolean resynchronise() {
    while (true) {
      int ahead = marker - 0xd0 - nextRestart & 7;
      boolean isRestart = marker >= 0xd0 && marker <= 0xd7;
      boolean skipped = marker < 0xc0 || isRestart && (ahead == 7 || ahead == 6);
      if (!skipped) {
        boolean kept = !isRestart || ahead == 1 || ahead == 2;
        marker = kept ? marker : 0;
        return true;
      }
      if (!nextMarker()) {
        return false;
      }
    }
  }

  private boolean nextMarker() {
    int from = at;
    while (true) {
      while (from < limit && (content[from] & 0xff) != 0xff) {
        from++;
      }
      at = from;
      while (from < limit && (content[from] & 0xff) == 0xff) {
        from++;
      }
      if (from >= limit) {
        return false;
      }
      marker = content[from++] & 0xff;
      at = from;
      if (marker != 0) {
        return true;
      }
    }
  }
}
