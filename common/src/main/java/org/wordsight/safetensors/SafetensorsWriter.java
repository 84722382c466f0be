package org.wordsight.safetensors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.wordsight.error.IoReason;
import org.wordsight.error.WordsightException;

/** Writes safetensors files. The same tensors give the same bytes, in any order. */
public final class SafetensorsWriter {
  /** The metadata that Hugging Face's loaders expect in a file of weights. */
  public static final Map<String, String> PYTORCH = Map.of("format", "pt");

  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * Replaces {@code file}.
   *
   * @throws WordsightException if the file cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, List<TensorSource> tensors) {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, metadata, tensors);
      channel.force(true);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot write " + file + ": " + IoReason.of(e) + ". Check the disk and its permissions.",
          e);
    }
  }

  /**
   * Writes a file's bytes. The largest element types come first, then names in order, as in files
   * of the reference implementation.
   */
  public static void write(
      WritableByteChannel channel, Map<String, String> metadata, List<TensorSource> tensors)
      throws IOException {
    List<TensorSource> sorted = new ArrayList<>(tensors);
    sorted.sort(
        Comparator.comparing(TensorSource::dtype).reversed().thenComparing(TensorSource::name));
    Counting counting = new Counting(channel);
    counting.write(header(metadata, sorted));
    for (TensorSource tensor : sorted) {
      long start = counting.written;
      tensor.content().writeTo(counting);
      if (counting.written - start != tensor.bytes()) {
        throw new IllegalStateException(
            "Tensor "
                + tensor.name()
                + " wrote "
                + (counting.written - start)
                + " bytes, expected "
                + tensor.bytes());
      }
    }
  }

  /** Counts the bytes that it writes. */
  private static final class Counting implements WritableByteChannel {
    private final WritableByteChannel channel;
    private long written;

    Counting(WritableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      written += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private static ByteBuffer header(Map<String, String> metadata, List<TensorSource> tensors)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode header = json.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode entries = header.putObject("__metadata__");
      metadata.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(e -> entries.put(e.getKey(), e.getValue()));
    }
    long offset = 0;
    for (TensorSource tensor : tensors) {
      if (header.has(tensor.name())) {
        throw new IllegalArgumentException("Tensor " + tensor.name() + " is given twice");
      }
      ObjectNode entry = header.putObject(tensor.name());
      entry.put("dtype", tensor.dtype().name());
      tensor.shape().forEach(entry.withArray("shape")::add);
      entry.putArray("data_offsets").add(offset).add(offset + tensor.bytes());
      offset += tensor.bytes();
    }
    byte[] text = json.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int length = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer bytes =
        ByteBuffer.allocate(Header.LENGTH_BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(text);
    while (bytes.hasRemaining()) {
      bytes.put((byte) ' ');
    }
    return bytes.flip();
  }
}
