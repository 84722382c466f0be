package org.wordsight.dedup;

import java.io.IOException;
import java.nio.channels.FileChannel.MapMode;

/** Keys and their numbers in a temporary file, before they are sorted into buckets. */
final class KeyScratch implements AutoCloseable {
  private final ScratchFile file;
  private final MappedBytes keys;
  private final MappedBytes numbers;
  private final int bits;
  private final int[] sizes;
  private int count;

  KeyScratch(long most) throws IOException {
    if (most > Integer.MAX_VALUE) {
      throw new IOException("more than " + Integer.MAX_VALUE + " keys");
    }
    file = new ScratchFile("wordsight-keys");
    try {
      keys = MappedBytes.of(file.channel(), MapMode.READ_WRITE, 0, most * Long.BYTES);
      numbers =
          MappedBytes.of(
              file.channel(), MapMode.READ_WRITE, most * Long.BYTES, most * Integer.BYTES);
      bits = SavedTable.bucketBits(most);
      sizes = new int[1 << bits];
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  void add(long key, int number) {
    keys.putLong(count, key);
    numbers.putInt(count, number);
    sizes[SavedTable.bucket(key, bits)]++;
    count++;
  }

  int count() {
    return count;
  }

  int[] starts() {
    int[] starts = new int[sizes.length + 1];
    for (int bucket = 0; bucket < sizes.length; bucket++) {
      starts[bucket + 1] = starts[bucket] + sizes[bucket];
    }
    return starts;
  }

  void place(int[] starts, MappedBytes entries) {
    int[] free = starts.clone();
    for (int i = 0; i < count; i++) {
      long key = keys.getLong(i);
      long entry = free[SavedTable.bucket(key, bits)]++;
      entries.putInt(2 * entry, (int) key);
      entries.putInt(2 * entry + 1, numbers.getInt(i));
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
