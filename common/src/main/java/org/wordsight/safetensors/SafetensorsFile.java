package org.wordsight.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;

/**
 * One safetensors file, open for reading.
 *
 * <p>Opening reads and checks only the header. Tensors are read or mapped in windows, so a file may
 * have any size. A mapping counts as this process's memory, and it stays after {@link #close} until
 * nothing refers to it. Bytes that are needed only once should be read and not mapped.
 */
public final class SafetensorsFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final Header header;

  private SafetensorsFile(Path path, FileChannel channel, Header header) {
    this.path = path;
    this.channel = channel;
    this.header = header;
  }

  /**
   * @throws WordsightException if the file is missing or truncated, or its header does not fit it
   */
  public static SafetensorsFile open(Path path) {
    FileChannel channel = null;
    try {
      channel = InputFile.open(path, FileKind.WEIGHTS);
      return new SafetensorsFile(path, channel, Header.read(path, channel));
    } catch (NoSuchFileException e) {
      throw WordsightException.input(
          "Cannot read " + path + ": there is no such file. Check the folder's name.", e);
    } catch (IOException e) {
      closeAfter(e, channel);
      throw WordsightException.input("Cannot read " + path + ": " + IoReason.of(e) + ".", e);
    } catch (RuntimeException e) {
      closeAfter(e, channel);
      throw e;
    }
  }

  private static void closeAfter(Exception problem, FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        problem.addSuppressed(e);
      }
    }
  }

  public Path path() {
    return path;
  }

  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The tensors by name, in the header's order. */
  public Map<String, TensorEntry> entries() {
    return header.entries();
  }

  /**
   * @throws WordsightException if the file has no such tensor
   */
  public TensorEntry entry(String name) {
    TensorEntry entry = entries().get(name);
    if (entry == null) {
      throw WordsightException.input(
          "Cannot read " + path + ": it has no tensor " + name + ". Use a complete file.");
    }
    return entry;
  }

  /**
   * Maps a window of a tensor's bytes, read-only and little-endian.
   *
   * @param from offset in the tensor, in bytes
   */
  public ByteBuffer map(TensorEntry entry, long from, int byteCount) {
    requireWindow(entry, from, byteCount);
    try {
      return channel
          .map(FileChannel.MapMode.READ_ONLY, entry.start() + from, byteCount)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot map tensor " + entry.name() + " of " + path + ": " + IoReason.of(e) + ".", e);
    }
  }

  /**
   * Reads a window of a tensor's bytes into the rest of {@code into}; its position and limit stay.
   *
   * @param from offset in the tensor, in bytes
   */
  public void read(TensorEntry entry, long from, ByteBuffer into) {
    requireWindow(entry, from, into.remaining());
    try {
      if (!Channels.fill(channel, entry.start() + from, into)) {
        throw WordsightException.input(
            "Cannot read tensor "
                + entry.name()
                + " of "
                + path
                + ": the file became shorter while it was read. Copy it again.");
      }
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read tensor " + entry.name() + " of " + path + ": " + IoReason.of(e) + ".", e);
    }
  }

  private static void requireWindow(TensorEntry entry, long from, int byteCount) {
    if (from < 0 || byteCount < 0 || from + byteCount > entry.bytes()) {
      throw new IllegalArgumentException(
          "Window [" + from + ", +" + byteCount + ") lies outside " + entry);
    }
  }

  /**
   * A small tensor's elements on the heap, float16 and bfloat16 widened exactly.
   *
   * @throws WordsightException if the tensor is absent or of another type
   */
  public float[] floats(String name) {
    TensorEntry entry = entry(name);
    if (!entry.dtype().isWeight()) {
      throw WordsightException.input(
          "Cannot read tensor "
              + name
              + " of "
              + path
              + ": its dtype is "
              + entry.dtype()
              + ", expected F32, F16 or BF16.");
    }
    return Widening.floats(
        entry.dtype(), ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN));
  }

  /**
   * A small tensor's raw bytes on the heap, little-endian.
   *
   * @throws WordsightException if the tensor is absent
   */
  public byte[] bytes(String name) {
    TensorEntry entry = entry(name);
    byte[] bytes = new byte[Math.toIntExact(entry.bytes())];
    read(entry, 0, ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw WordsightException.input("Cannot close " + path + ": " + IoReason.of(e) + ".", e);
    }
  }
}
