package org.wordsight.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32C;
import javax.crypto.Mac;

/**
 * Writes or reads the frames of one direction of a connection: a head of 40 bytes, then the
 * content. The head has a MAC over its fields and the frame's number, with a key of this direction
 * of this connection. A frame that is forged, repeated, left out or moved is refused before its
 * content is read. The content has a CRC-32C, whose value the MAC covers.
 *
 * <p>A codec is used by one thread.
 */
final class FrameCodec {
  /** The longest content. */
  static final int LONGEST = 4 << 20;

  private static final int FIELDS = 24;
  private static final int MAC_BYTES = 16;
  private static final FrameKind[] KINDS = FrameKind.values();

  private final Mac mac;
  private final ByteBuffer head = ByteBuffer.allocateDirect(FIELDS + MAC_BYTES);
  private final ByteBuffer signed = ByteBuffer.allocate(Long.BYTES + FIELDS);
  private final byte[] expected = new byte[ConnectionSecrets.BYTES];
  private final byte[] found = new byte[MAC_BYTES];
  private final CRC32C crc = new CRC32C();
  private long number;

  /**
   * @param key of this direction of this connection
   */
  FrameCodec(byte[] key) {
    this.mac = ConnectionSecrets.mac(key);
  }

  /** Writes a frame. */
  void write(GatheringByteChannel channel, FrameKind kind, long round, int index, Content content)
      throws IOException {
    ByteBuffer body = content.bytes();
    head.clear();
    head.putInt(body.remaining()).putInt(kind.ordinal()).putLong(round).putInt(index);
    head.putInt(content.check());
    sign();
    head.put(expected, 0, MAC_BYTES).flip();
    ByteBuffer[] both = {head, body};
    while (body.hasRemaining() || head.hasRemaining()) {
      channel.write(both);
    }
  }

  /**
   * Reads the head of the next frame.
   *
   * @throws EOFException if the connection has ended between two frames
   * @throws IOException if the head was not written by the other side
   */
  Frame readHead(ReadableByteChannel channel) throws IOException {
    head.clear();
    fill(channel, head);
    head.flip();
    int length = head.getInt();
    int kind = head.getInt();
    long round = head.getLong();
    int index = head.getInt();
    int check = head.getInt();
    sign();
    head.get(found);
    if (!MessageDigest.isEqual(found, Arrays.copyOf(expected, MAC_BYTES))) {
      throw new IOException("a frame's MAC is wrong");
    }
    if (length < 0 || length > LONGEST) {
      throw new IOException("a frame has " + length + " bytes, expected 0 to " + LONGEST);
    }
    if (kind < 0 || kind >= KINDS.length) {
      throw new IOException("a frame's kind is " + kind + ", which is not known");
    }
    return new Frame(KINDS[kind], length, round, index, check);
  }

  /** Reads a frame's content into memory of its length. */
  void readContent(ReadableByteChannel channel, Frame frame, ByteBuffer content)
      throws IOException {
    ByteBuffer whole = content.duplicate();
    fill(channel, content.duplicate());
    if (check(whole) != frame.check()) {
      throw new IOException("the content of a frame is damaged");
    }
  }

  private int check(ByteBuffer content) {
    crc.reset();
    crc.update(content);
    return (int) crc.getValue();
  }

  /** Computes the MAC of the fields in the head and of the frame's number. */
  private void sign() {
    signed.clear();
    signed.putLong(number++).put(head.duplicate().position(0).limit(FIELDS));
    mac.update(signed.array());
    try {
      mac.doFinal(expected, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A MAC has " + expected.length + " bytes", e);
    }
  }

  private static void fill(ReadableByteChannel channel, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new EOFException("it closed the connection");
      }
    }
  }
}
