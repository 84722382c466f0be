package org.wordsight.dedup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;

/**
 * A piece of a file that is mapped into memory, of any length. Numbers are little-endian, and lie
 * at multiples of their size.
 */
final class MappedBytes {
  /** A mapping has at most 2^31 - 1 bytes, so a long piece is several of them. */
  private static final int PART_BITS = 30;

  private static final int PART = 1 << PART_BITS;

  private final long bytes;
  private final ByteBuffer[] parts;
  private final LongBuffer[] longs;
  private final IntBuffer[] ints;

  private MappedBytes(long bytes, ByteBuffer[] parts) {
    this.bytes = bytes;
    this.parts = parts;
    this.longs = new LongBuffer[parts.length];
    this.ints = new IntBuffer[parts.length];
    for (int i = 0; i < parts.length; i++) {
      longs[i] = parts[i].asLongBuffer();
      ints[i] = parts[i].asIntBuffer();
    }
  }

  /**
   * Maps a piece of a file. In a mode that writes, a file that is too short grows.
   *
   * @param from a multiple of 8
   */
  static MappedBytes of(FileChannel file, FileChannel.MapMode mode, long from, long bytes)
      throws IOException {
    ByteBuffer[] parts = new ByteBuffer[Math.toIntExact((bytes + PART - 1) >> PART_BITS)];
    for (int i = 0; i < parts.length; i++) {
      long start = (long) i << PART_BITS;
      parts[i] =
          file.map(mode, from + start, Math.min(PART, bytes - start))
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    return new MappedBytes(bytes, parts);
  }

  long bytes() {
    return bytes;
  }

  /** The number of longs. */
  long longs() {
    return bytes / Long.BYTES;
  }

  long getLong(long index) {
    return longs[part(index * Long.BYTES)].get(within(index * Long.BYTES) / Long.BYTES);
  }

  void putLong(long index, long value) {
    longs[part(index * Long.BYTES)].put(within(index * Long.BYTES) / Long.BYTES, value);
  }

  int getInt(long index) {
    return ints[part(index * Integer.BYTES)].get(within(index * Integer.BYTES) / Integer.BYTES);
  }

  void putInt(long index, int value) {
    ints[part(index * Integer.BYTES)].put(within(index * Integer.BYTES) / Integer.BYTES, value);
  }

  /** Copies longs from an index on. */
  void getLongs(long index, long[] into, int count) {
    for (int done = 0; done < count; ) {
      long at = (index + done) * Long.BYTES;
      int some = (int) Math.min(count - done, (PART - within(at)) / Long.BYTES);
      longs[part(at)].get(within(at) / Long.BYTES, into, done, some);
      done += some;
    }
  }

  byte[] getBytes(long from, int count) {
    byte[] into = new byte[count];
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, PART - within(from + done));
      parts[part(from + done)].get(within(from + done), into, done, some);
      done += some;
    }
    return into;
  }

  private static int part(long at) {
    return (int) (at >> PART_BITS);
  }

  private static int within(long at) {
    return (int) (at & (PART - 1));
  }
}
