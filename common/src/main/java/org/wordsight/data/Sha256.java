package org.wordsight.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 over a sequence of parts. The length of each part is hashed before the part, so that two
 * different sequences never hash the same bytes.
 */
public final class Sha256 {
  private final MessageDigest digest;

  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("Every Java platform has SHA-256", impossible);
    }
  }

  public Sha256 add(String part) {
    return add(part.getBytes(StandardCharsets.UTF_8));
  }

  public Sha256 add(byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
    digest.update(part);
    return this;
  }

  public Sha256 add(long part) {
    return add(ByteBuffer.allocate(Long.BYTES).putLong(0, part).array());
  }

  /** 64 lower-case hexadecimal digits. This call ends the hash; nothing can be added after it. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The first 8 bytes as a number. This call ends the hash; nothing can be added after it. */
  public long number() {
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  /** The plain SHA-256 of bytes alone, as {@code sha256sum} prints it. */
  public static String plain(byte[] bytes) {
    Sha256 hash = new Sha256();
    hash.digest.update(bytes);
    return hash.hex();
  }

  /** Writes bytes to a channel. */
  public interface Content {
    void writeTo(WritableByteChannel out) throws IOException;
  }

  /** The plain SHA-256 of all bytes that are written, as {@code sha256sum} prints it. */
  public static String ofContent(Content content) throws IOException {
    Sha256 hash = new Sha256();
    content.writeTo(new Hashed(hash.digest));
    return hash.hex();
  }

  private record Hashed(MessageDigest digest) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) {
      int count = bytes.remaining();
      digest.update(bytes);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** The plain SHA-256 of a file's bytes, as {@code sha256sum} prints it. */
  public static String ofFile(Path file) throws IOException {
    return ofContent(out -> Files.copy(file, Channels.newOutputStream(out)));
  }

  /** The plain SHA-256 of a text's UTF-8 bytes, as {@code sha256sum} prints it. */
  public static String plain(String text) {
    return plain(text.getBytes(StandardCharsets.UTF_8));
  }
}
