package org.wordsight.vision;

import java.util.List;
import java.util.Optional;

/**
 * Reads the codes of a JPEG's only scan, to find whether the file has the whole picture. It is for
 * a file without a marker after these codes. Pillow's answer depends on how far libjpeg-turbo reads
 * ahead. If libjpeg-turbo asks for more bytes than the file has, the file counts as cut off, even
 * if its bits are enough. This class therefore reads ahead in the same way (jdhuff.c, for words of
 * 64 bits). Pillow gives libjpeg-turbo blocks of 65,536 bytes.
 */
final class JpegScan {
  private static final int BLOCK_BYTES = 65_536;
  private static final int COEFFICIENTS = 64;

  /** With this many bytes for each block of an MCU, the library uses its fast way. */
  private static final int FAST_BYTES = 8 * COEFFICIENTS;

  /**
   * The library fills its word up to at least this many bits. On the fast way it takes six bytes.
   */
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

  /** A marker that was found and is not used yet. Nothing is read beyond it. */
  private int marker;

  /**
   * The data ended before a marker. The rest of the picture stays empty, up to the next restart.
   */
  private boolean exhausted;

  private int untilRestart;
  private int nextRestart;

  /** A block of 8 x 8 samples, by the tables of its codes. */
  record Block(JpegHuffmanTable dc, JpegHuffmanTable ac) {}

  /**
   * @param start the start of the codes
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

  /**
   * Reads this many MCUs. Returns false if the file ends before the library has all bytes that it
   * asks for.
   */
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

  /** The place that reading has reached. */
  int position() {
    return at;
  }

  /** The marker that reading has reached, right before its position. */
  Optional<Integer> unusedMarker() {
    return marker == 0 ? Optional.empty() : Optional.of(marker);
  }

  /** Reads a whole MCU, or nothing. */
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

  /**
   * Reads six bytes at once. Returns false if a marker is among them, which the slow way must read.
   */
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

  /** Fills the word as far as there are bytes. Returns false if the block of bytes ends first. */
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
   * Uses the marker if it is the expected one, or close to it. Skips an impossible one, and keeps
   * any other.
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
