package org.wordsight.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.error.WordsightException;

/**
 * What a file says it holds, checked: every tensor's bytes agree with its shape and type, lie in
 * the file, and tile the data without gap or overlap.
 */
record Header(Map<String, String> metadata, Map<String, TensorEntry> entries) {
  static final int LENGTH_BYTES = 8;

  /** The limit of the reference implementation. */
  static final long MAXIMUM_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";
  private static final String COPY_AGAIN = " The file is truncated or damaged: copy it again.";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

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
    byte[] text = bytes(file, channel, LENGTH_BYTES, (int) length).array();
    return parse(file, json(file, text), LENGTH_BYTES + length, size);
  }

  private static ByteBuffer bytes(Path file, FileChannel channel, long position, int count)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw broken(file, "it became shorter while it was read.");
      }
    }
    return buffer.flip();
  }

  private static JsonNode json(Path file, byte[] text) throws IOException {
    try {
      JsonNode header = JSON.readTree(new String(text, StandardCharsets.UTF_8));
      if (header == null || !header.isObject()) {
        throw broken(file, "its header is no JSON object.");
      }
      return header;
    } catch (JsonProcessingException e) {
      throw broken(file, "its header is no JSON (" + e.getOriginalMessage() + ").");
    }
  }

  private static Header parse(Path file, JsonNode header, long dataStart, long size) {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    header
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getKey().equals(METADATA)) {
                field
                    .getValue()
                    .fields()
                    .forEachRemaining(e -> metadata.put(e.getKey(), e.getValue().asText()));
              } else {
                entries.put(
                    field.getKey(), entry(file, field.getKey(), field.getValue(), dataStart, size));
              }
            });
    requireTiling(file, entries, dataStart, size);
    return new Header(Map.copyOf(metadata), entries);
  }

  private static TensorEntry entry(
      Path file, String name, JsonNode value, long dataStart, long size) {
    String type = value.path("dtype").asText();
    Dtype dtype =
        Dtype.of(type)
            .orElseThrow(
                () ->
                    wrong(
                        file,
                        name,
                        "has dtype \""
                            + type
                            + "\", expected one of "
                            + List.of(Dtype.values())
                            + "."));
    List<Long> shape = wholeNumbers(file, name, "shape", value.path("shape"));
    List<Long> offsets = wholeNumbers(file, name, "data_offsets", value.path("data_offsets"));
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
              "ends at byte %,d, but the file has %,d.", dataStart + offsets.get(1), size));
    }
    return new TensorEntry(name, dtype, shape, file, dataStart + offsets.get(0), bytes);
  }

  private static List<Long> wholeNumbers(Path file, String name, String key, JsonNode array) {
    List<Long> numbers = new ArrayList<>();
    boolean whole = array.isArray();
    for (JsonNode number : array) {
      whole &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
      numbers.add(number.longValue());
    }
    if (!whole) {
      throw wrong(file, name, "has " + key + " " + array + ", expected a list of whole numbers.");
    }
    return numbers;
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

  private static WordsightException wrong(Path file, String tensor, String problem) {
    return broken(file, "tensor " + tensor + " " + problem);
  }

  private static WordsightException broken(Path file, String problem) {
    return WordsightException.input("Cannot read " + file + ": " + problem + COPY_AGAIN);
  }
}
