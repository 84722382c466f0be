package org.wordsight.dedup;

import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sets of hashes by number, outside the heap: in a temporary file that is mapped into memory. A
 * million sets of 150 hashes take 1.2 GB there. Not thread-safe.
 */
final class SetStore implements Sets, AutoCloseable {
  /** Hashes in a part of the file. No set lies in two parts. */
  private static final int PART = 1 << 23;

  private final ScratchFile file = new ScratchFile("wordsight-sets");
  private final List<LongBuffer> parts = new ArrayList<>();
  private long[] places = new long[1024];
  private int[] sizes = new int[1024];
  private int count;
  private long total;
  private int usedOfPart;

  int count() {
    return count;
  }

  /** The number of hashes of all sets. */
  long total() {
    return total;
  }

  @Override
  public int size(int number) {
    return sizes[number];
  }

  /** Adds a set. Returns its number, counted from 0. */
  int add(long[] hashes) {
    if (hashes.length > PART) {
      throw new IllegalArgumentException("A set of " + hashes.length + " hashes");
    }
    if (parts.isEmpty() || usedOfPart + hashes.length > PART) {
      addPart();
    }
    if (count == places.length) {
      places = Arrays.copyOf(places, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
    }
    places[count] = (long) (parts.size() - 1) * PART + usedOfPart;
    sizes[count] = hashes.length;
    parts.get(parts.size() - 1).put(usedOfPart, hashes);
    usedOfPart += hashes.length;
    total += hashes.length;
    return count++;
  }

  private void addPart() {
    long bytes = (long) PART * Long.BYTES;
    parts.add(file.map(parts.size() * bytes, bytes).asLongBuffer());
    usedOfPart = 0;
  }

  @Override
  public int read(int number, long[] into) {
    long place = places[number];
    parts.get((int) (place / PART)).get((int) (place % PART), into, 0, sizes[number]);
    return sizes[number];
  }

  /** A copy of a set. */
  long[] read(int number) {
    long[] hashes = new long[sizes[number]];
    read(number, hashes);
    return hashes;
  }

  @Override
  public void close() {
    parts.clear();
    file.close();
  }
}
