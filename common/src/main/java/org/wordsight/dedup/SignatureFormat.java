package org.wordsight.dedup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.wordsight.error.JsonProblem;

/**
 * The form of a file of signatures. Sections come first, each at a multiple of 8 bytes. A footer in
 * JSON follows. The last 24 bytes are the footer's length and CRC-32C, the version, zero, and
 * {@link #MAGIC}. All numbers are little-endian. Readers skip sections that they do not know.
 */
final class SignatureFormat {
  /**
   * The version rises when a section changes, or when texts are normalised, hashed or turned into
   * vectors in another way.
   */
  static final int VERSION = 1;

  static final byte[] MAGIC = "WSSIGNS\n".getBytes(StandardCharsets.US_ASCII);
  static final int END_BYTES = 24;

  static final String ID_PLACES = "ids.places";
  static final String ID_TEXT = "ids.text";
  static final String EXACT = "exact.hashes";
  static final String EXACT_TABLE = "exact";
  static final String SHINGLES = "shingles";
  static final String WORDS = "words";
  static final String VECTORS = "vectors";
  static final String VECTORS_HEADER = "vectors.header";

  private static final long BLOCK = 1L << 26;
  private static final ObjectMapper JSON = new ObjectMapper();

  private SignatureFormat() {}

  /**
   * The content of the footer.
   *
   * @param thresholds of the indexes, by the name of their sets
   * @param checksums CRC-32C of each 64 MiB of the sections
   */
  record Footer(
      int questions,
      Map<String, Double> thresholds,
      Map<String, Section> sections,
      List<Long> checksums) {
    Footer {
      Objects.requireNonNull(thresholds, "it lacks thresholds");
      Objects.requireNonNull(sections, "it lacks sections");
      Objects.requireNonNull(checksums, "it lacks checksums");
    }
  }

  record Section(long from, long bytes) {}

  /**
   * The description of the vectors in their section: their dimensions and their embedder.
   *
   * @param embedder as in {@link MeaningRule}
   */
  record VectorsHeader(String embedder, int dimensions) {
    VectorsHeader {
      Objects.requireNonNull(embedder, "it lacks embedder");
    }

    byte[] bytes() throws IOException {
      return JSON.writeValueAsBytes(this);
    }

    static VectorsHeader of(byte[] bytes) throws IOException, UnusableSignaturesException {
      return json(bytes, VectorsHeader.class, "the header of its vectors");
    }
  }

  static String places(String sets) {
    return sets + ".places";
  }

  static String values(String sets) {
    return sets + ".values";
  }

  static String frequencies(String sets) {
    return sets + ".frequencies";
  }

  static String starts(String table) {
    return table + ".starts";
  }

  static String entries(String table) {
    return table + ".entries";
  }

  /** The footer and the bytes behind it. */
  static ByteBuffer end(Footer footer) throws IOException {
    byte[] json = JSON.writeValueAsBytes(footer);
    return ByteBuffer.allocate(json.length + END_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(json)
        .putInt(json.length)
        .putInt(checksum(ByteBuffer.wrap(json)))
        .putInt(VERSION)
        .putInt(0)
        .put(MAGIC)
        .flip();
  }

  /**
   * Reads the footer, and checks that the sections are whole.
   *
   * @throws UnusableSignaturesException if they are not, or are of another version
   */
  static Footer read(FileChannel file) throws IOException, UnusableSignaturesException {
    ByteBuffer end = bytes(file, file.size() - END_BYTES, END_BYTES);
    int length = end.getInt();
    int checksum = end.getInt();
    int version = end.getInt();
    byte[] magic = new byte[MAGIC.length];
    end.getInt();
    end.get(magic);
    if (!Arrays.equals(MAGIC, magic)) {
      throw new UnusableSignaturesException("its end is missing");
    }
    if (version != VERSION) {
      throw new UnusableSignaturesException(
          "its format is version %d, expected %d".formatted(version, VERSION));
    }
    ByteBuffer json = bytes(file, file.size() - END_BYTES - length, length);
    if (checksum(json.duplicate()) != checksum) {
      throw new UnusableSignaturesException("the checksum of its footer is wrong");
    }
    Footer footer = json(json.array(), Footer.class, "its footer");
    if (!footer.checksums().equals(checksums(file, file.size() - END_BYTES - length))) {
      throw new UnusableSignaturesException("a checksum is wrong");
    }
    return footer;
  }

  private static <T> T json(byte[] bytes, Class<T> type, String what)
      throws IOException, UnusableSignaturesException {
    try {
      return JSON.readValue(bytes, type);
    } catch (JsonProcessingException e) {
      throw new UnusableSignaturesException(what + " cannot be read (" + JsonProblem.of(e) + ")");
    }
  }

  private static ByteBuffer bytes(FileChannel file, long from, int count)
      throws IOException, UnusableSignaturesException {
    if (from < 0 || count < 0) {
      throw new UnusableSignaturesException("its end is missing");
    }
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
      // The next read goes on after the bytes that were read.
    }
    return bytes.flip();
  }

  /** The CRC-32C of each block of the first bytes, computed by all cores. */
  static List<Long> checksums(FileChannel file, long bytes) throws IOException {
    long blocks = (bytes + BLOCK - 1) / BLOCK;
    MappedByteBuffer[] mapped = new MappedByteBuffer[Math.toIntExact(blocks)];
    for (int i = 0; i < mapped.length; i++) {
      long from = i * BLOCK;
      mapped[i] = file.map(FileChannel.MapMode.READ_ONLY, from, Math.min(BLOCK, bytes - from));
    }
    return LongStream.range(0, blocks)
        .parallel()
        .mapToObj(block -> Integer.toUnsignedLong(checksum(mapped[(int) block])))
        .toList();
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }
}
