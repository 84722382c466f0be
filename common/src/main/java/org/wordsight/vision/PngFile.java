package org.wordsight.vision;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.wordsight.error.WordsightException;

/**
 * A PNG file, reduced to the chunks that its pixels need: the JDK's reader unpacks them, and text,
 * profiles or transparency, which Pillow leaves out of the conversion to RGB too, cannot disturb
 * it.
 */
final class PngFile {
  private static final byte[] SIGNATURE = {(byte) 137, 80, 78, 71, 13, 10, 26, 10};
  private static final byte[] END = {
    0, 0, 0, 0, 'I', 'E', 'N', 'D', (byte) 0xae, 66, 96, (byte) 0x82
  };

  /** Bytes of a chunk beside its data: length, type and checksum. */
  private static final int CHUNK_FRAME = 12;

  private static final int HEADER_DATA = 13;

  /** No deflate stream unpacks to more than this many times its size. */
  private static final long DEFLATE_LIMIT = 1032;

  private final String name;
  private final ImageHeader header;
  private final Pixels pixels;
  private final byte[] palette;
  private final byte[] reduced;
  private final long dataBytes;

  private PngFile(
      String name,
      ImageHeader header,
      Pixels pixels,
      byte[] palette,
      byte[] reduced,
      long dataBytes) {
    this.name = name;
    this.header = header;
    this.pixels = pixels;
    this.palette = palette;
    this.reduced = reduced;
    this.dataBytes = dataBytes;
  }

  /** Colour type and bits of a sample. */
  private record Pixels(ColourType type, int bits) {
    String mode() {
      return switch (type) {
        case GRAY -> bits == 1 ? "1" : bits == 16 ? "I;16" : "L";
        case COLOUR -> "RGB";
        case PALETTE -> "P";
        case GRAY_ALPHA -> bits == 16 ? "RGBA" : "LA";
        case COLOUR_ALPHA -> "RGBA";
      };
    }
  }

  private enum ColourType {
    GRAY(0, 1, 1, 2, 4, 8, 16),
    COLOUR(2, 3, 8, 16),
    PALETTE(3, 1, 1, 2, 4, 8),
    GRAY_ALPHA(4, 2, 8, 16),
    COLOUR_ALPHA(6, 4, 8, 16);

    private final int code;
    private final int channels;
    private final int[] bits;

    ColourType(int code, int channels, int... bits) {
      this.code = code;
      this.channels = channels;
      this.bits = bits;
    }
  }

  static boolean matches(byte[] content) {
    return content.length >= SIGNATURE.length
        && Arrays.equals(content, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  static PngFile parse(byte[] content, String name) {
    ByteBuffer in = ByteBuffer.wrap(content, SIGNATURE.length, content.length - SIGNATURE.length);
    ByteArrayOutputStream reduced = new ByteArrayOutputStream(content.length);
    reduced.writeBytes(SIGNATURE);
    Pixels pixels = null;
    ImageHeader header = null;
    byte[] palette = new byte[0];
    long dataBytes = 0;
    boolean ended = false;
    while (!ended && in.remaining() >= 8) {
      int start = in.position();
      long length = Integer.toUnsignedLong(in.getInt());
      byte[] typeBytes = new byte[4];
      in.get(typeBytes);
      String type = new String(typeBytes, StandardCharsets.ISO_8859_1);
      if (header == null && !(type.equals("IHDR") && length == HEADER_DATA)) {
        throw broken(name, "its first chunk is %s".formatted(printable(type)));
      }
      boolean whole = length + 4 <= in.remaining();
      if (!whole && !type.equals("IDAT")) {
        break; // What a reader of pixels needs may be there already.
      }
      int dataLength = (int) Math.min(length, in.remaining());
      switch (type) {
        case "IHDR" -> {
          checkSum(content, start, dataLength, name);
          pixels = pixels(content, start + 8, name);
          int width = in.getInt(start + 8);
          int height = in.getInt(start + 12);
          if (width < 1 || height < 1) {
            throw broken(
                name,
                "its header says %d x %d pixels"
                    .formatted(Integer.toUnsignedLong(width), Integer.toUnsignedLong(height)));
          }
          header = new ImageHeader(ImageHeader.Format.PNG, pixels.mode(), width, height);
          reduced.write(content, start, dataLength + CHUNK_FRAME);
        }
        case "PLTE" -> {
          if (pixels.type() == ColourType.PALETTE) {
            checkSum(content, start, dataLength, name);
            palette = Arrays.copyOfRange(content, start + 8, start + 8 + dataLength);
            reduced.write(content, start, dataLength + CHUNK_FRAME);
          }
        }
        case "IDAT" -> {
          reduced.writeBytes(ByteBuffer.allocate(8).putInt(dataLength).put(typeBytes).array());
          // The JDK skips the checksum; the data carries one of its own.
          reduced.write(content, start + 8, dataLength);
          reduced.write(new byte[4], 0, 4);
          dataBytes += dataLength;
        }
        case "IEND" -> ended = true;
        default -> {
          // Nothing that changes pixels.
        }
      }
      in.position((int) Math.min(start + CHUNK_FRAME + length, content.length));
    }
    if (header == null) {
      throw truncated(name, content.length);
    }
    reduced.writeBytes(END);
    return new PngFile(name, header, pixels, palette, reduced.toByteArray(), dataBytes);
  }

  private static Pixels pixels(byte[] content, int at, String name) {
    int bits = content[at + 8];
    int code = content[at + 9];
    for (ColourType type : ColourType.values()) {
      if (type.code == code && Arrays.stream(type.bits).anyMatch(allowed -> allowed == bits)) {
        return new Pixels(type, bits);
      }
    }
    throw broken(name, "its header says colour type %d with %d bits".formatted(code, bits));
  }

  ImageHeader header() {
    return header;
  }

  RgbImage decode() {
    long rowBytes = ((long) header.width() * pixels.type().channels * pixels.bits() + 7) / 8;
    if (dataBytes * DEFLATE_LIMIT < rowBytes * header.height()) {
      throw truncated(name, reduced.length);
    }
    Raster raster = JdkReader.PNG.raster(reduced, name);
    int width = header.width();
    byte[] rgb = new byte[RgbImage.CHANNELS * width * header.height()];
    int channels = pixels.type().channels;
    int[] row = new int[width * channels];
    for (int y = 0; y < header.height(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      int to = RgbImage.CHANNELS * width * y;
      for (int x = 0; x < width; x++, to += RgbImage.CHANNELS) {
        int from = x * channels;
        switch (pixels.type()) {
          case GRAY -> fill(rgb, to, gray(row[from]));
          case GRAY_ALPHA -> fill(rgb, to, high(row[from]));
          case COLOUR, COLOUR_ALPHA -> {
            rgb[to] = high(row[from]);
            rgb[to + 1] = high(row[from + 1]);
            rgb[to + 2] = high(row[from + 2]);
          }
          case PALETTE -> colour(rgb, to, row[from]);
        }
      }
    }
    return new RgbImage(width, header.height(), rgb);
  }

  private static void fill(byte[] rgb, int to, byte value) {
    rgb[to] = value;
    rgb[to + 1] = value;
    rgb[to + 2] = value;
  }

  /** Few bits are spread over 0 to 255; of 16 bits Pillow keeps the value and cuts it off. */
  private byte gray(int sample) {
    return (byte)
        switch (pixels.bits()) {
          case 1 -> sample * 255;
          case 2 -> sample * 85;
          case 4 -> sample * 17;
          case 16 -> Math.min(sample, 255);
          default -> sample;
        };
  }

  private byte high(int sample) {
    return (byte) (pixels.bits() == 16 ? sample >> 8 : sample);
  }

  private void colour(byte[] rgb, int to, int index) {
    if (index * 3 + 2 < palette.length) {
      System.arraycopy(palette, index * 3, rgb, to, 3);
    } else {
      fill(rgb, to, (byte) 0);
    }
  }

  private static void checkSum(byte[] content, int start, int dataLength, String name) {
    CRC32 crc = new CRC32();
    crc.update(content, start + 4, dataLength + 4);
    int stored = ByteBuffer.wrap(content).getInt(start + 8 + dataLength);
    if ((int) crc.getValue() != stored) {
      throw broken(name, "the checksum of its header or palette is wrong");
    }
  }

  private static WordsightException broken(String name, String what) {
    return WordsightException.input(
        "Cannot read image %s: the PNG file is damaged, %s. Copy it again.".formatted(name, what));
  }

  private static WordsightException truncated(String name, long bytes) {
    return WordsightException.input(
        "Cannot read image %s: the PNG file ends inside its data, after %,d bytes. Copy it again."
            .formatted(name, bytes));
  }

  private static String printable(String type) {
    return type.chars().allMatch(c -> c > ' ' && c < 127) ? type : "not a PNG chunk";
  }
}
