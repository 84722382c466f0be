package org.wordsight.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.error.WordsightException;

/**
 * A checked header of a file. The bytes of every tensor fit its shape and type, and are inside the
 * file. Together the tensors cover the data without a gap or an overlap.
 */
record Header(Map<String, String> metadata, Map<String, TensorEntry> entries) {
  static final int LENGTH_BYTES = 8;

  /** The limit of the reference implementation. */
  static final long MAXIMUM_BYTES = 100_000_000;

  private static final int LONGEST_SHOWN = 200;
  private static final String COPY_AGAIN = " The file is truncated or damaged: copy it again.";

  static Header read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw broken(file, "it has " + size + " bytes, expected at least 8 for the header's length.");
    }
    long length = bytes(file, channel, 0, LENGTH_BYTES).getLong();
    if (length < 0 || length > MAXIMUM_BYTES) {
      throw broken(
          file,
          String.format(
              "its header length is %s, expected at most %,d.",
              Long.toUnsignedString(length), MAXIMUM_BYTES));
    }
    if (length > size - LENGTH_BYTES) {
      throw broken(
          file,
          String.format("its header length is %,d, but the file has %,d bytes.", length, size));
    }
    HeaderText text =
        HeaderText.parse(file, bytes(file, channel, LENGTH_BYTES, (int) length).array());
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    text.tensors()
        .forEach(
            (name, stated) ->
                entries.put(name, entry(file, name, stated, LENGTH_BYTES + length, size)));
    requireTiling(file, entries, LENGTH_BYTES + length, size);
    return new Header(Map.copyOf(text.metadata()), entries);
  }

  private static ByteBuffer bytes(Path file, FileChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    if (!Channels.fill(channel, position, buffer)) {
      throw broken(file, "it became shorter while it was read.");
    }
    return buffer;
  }

  private static TensorEntry entry(
      Path file, String name, HeaderText.Stated stated, long dataStart, long size) {
    Dtype dtype =
        Dtype.of(stated.dtype())
            .orElseThrow(
                () ->
                    wrong(
                        file,
                        name,
                        "has dtype \""
                            + cut(stated.dtype())
                            + "\", expected one of "
                            + List.of(Dtype.values())
                            + "."));
    List<Long> shape = stated.shape();
    List<Long> offsets = stated.offsets();
    if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
      throw wrong(file, name, "has data_offsets " + offsets + ", expected [begin, end].");
    }
    long expected = byteCount(file, name, shape, dtype);
    long bytes = offsets.get(1) - offsets.get(0);
    if (bytes != expected) {
      throw wrong(
          file,
          name,
          String.format(
              "has data_offsets %s, %,d bytes, but its shape %s of %s takes %,d.",
              offsets, bytes, shape, dtype, expected));
    }
    if (offsets.get(1) > size - dataStart) {
      throw wrong(
          file,
          name,
          String.format(
              "ends at byte %,d of the data, but the file has %,d of it.",
              offsets.get(1), size - dataStart));
    }
    return new TensorEntry(name, dtype, shape, file, dataStart + offsets.get(0), bytes);
  }

  private static long byteCount(Path file, String name, List<Long> shape, Dtype dtype) {
    try {
      long count = dtype.bytes();
      for (long extent : shape) {
        count = Math.multiplyExact(count, extent);
      }
      return count;
    } catch (ArithmeticException e) {
      throw wrong(file, name, "has shape " + shape + ", more than a file can hold.");
    }
  }

  private static void requireTiling(
      Path file, Map<String, TensorEntry> entries, long dataStart, long size) {
    long end = dataStart;
    String before = "the header";
    List<TensorEntry> inOrder = new ArrayList<>(entries.values());
    inOrder.sort(
        Comparator.comparingLong(TensorEntry::start).thenComparingLong(TensorEntry::bytes));
    for (TensorEntry entry : inOrder) {
      if (entry.start() != end) {
        throw wrong(
            file,
            entry.name(),
            String.format(
                "begins at byte %,d, but %s ends at byte %,d: its data_offsets overlap another"
                    + " tensor or leave a gap.",
                entry.start(), before, end));
      }
      end = entry.start() + entry.bytes();
      before = entry.name();
    }
    if (end != size) {
      throw broken(
          file, String.format("it has %,d bytes, but its last tensor ends at %,d.", size, end));
    }
  }

  static WordsightException wrong(Path file, String tensor, String problem) {
    return broken(file, "tensor " + cut(tensor) + " " + problem);
  }

  /** A text of the file, shortened for messages. */
  static String cut(String text) {
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }

  static WordsightException broken(Path file, String problem) {
    return WordsightException.input("Cannot read " + file + ": " + problem + COPY_AGAIN);
  }
}
