package org.wordsight.vision;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import org.wordsight.error.WordsightException;

/**
 * A PNG file, reduced to the chunks that its pixels need. The JDK's reader unpacks them, and text,
 * profiles or transparency have no effect on it. This class computes transparency.
 */
final class PngFile implements ImageFile {
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
  private final byte[] transparency;
  private final byte[] reduced;
  private final long dataBytes;

  private PngFile(
      String name,
      ImageHeader header,
      Pixels pixels,
      byte[] palette,
      byte[] transparency,
      byte[] reduced,
      long dataBytes) {
    this.name = name;
    this.header = header;
    this.pixels = pixels;
    this.palette = palette;
    this.transparency = transparency;
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
    GRAY(0, 1, false, 1, 2, 4, 8, 16),
    COLOUR(2, 3, false, 8, 16),
    PALETTE(3, 1, false, 1, 2, 4, 8),
    GRAY_ALPHA(4, 2, true, 8, 16),
    COLOUR_ALPHA(6, 4, true, 8, 16);

    private final int code;
    private final int channels;
    private final boolean hasAlpha;
    private final int[] bits;

    ColourType(int code, int channels, boolean hasAlpha, int... bits) {
      this.code = code;
      this.channels = channels;
      this.hasAlpha = hasAlpha;
      this.bits = bits;
    }

    /**
     * Whether a gray or entries of the palette can be transparent. Pillow's RGB images have no
     * transparency.
     */
    boolean canBeTransparent() {
      return this == GRAY || this == PALETTE;
    }
  }

  static boolean matches(byte[] content) {
    return content.length >= SIGNATURE.length
        && Arrays.equals(content, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
  }

  static PngFile parse(byte[] content, String name) {
    return new Parser(content, name).parse();
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public RgbImage decode() {
    int channels = pixels.type().channels;
    long rowBytes = ((long) header.width() * channels * pixels.bits() + 7) / 8;
    if (dataBytes * DEFLATE_LIMIT < rowBytes * header.height()) {
      throw truncated(name, reduced.length);
    }
    Raster raster = JdkReader.PNG.raster(reduced, name);
    int width = header.width();
    byte[] rgb = new byte[RgbImage.CHANNELS * width * header.height()];
    byte[] alpha = new byte[pixels.type().hasAlpha || transparency.length > 0 ? rgb.length / 3 : 0];
    byte[] row = new byte[width * channels];
    int[] samples = new int[pixels.bits() == 8 ? 0 : row.length];
    for (int y = 0; y < header.height(); y++) {
      if (pixels.bits() == 8) {
        raster.getDataElements(0, y, width, 1, row);
      } else {
        raster.getPixels(0, y, width, 1, samples);
        for (int i = 0; i < row.length; i++) {
          row[i] = eightBits(samples[i]);
        }
      }
      for (int x = 0, to = RgbImage.CHANNELS * width * y; x < width; x++, to += 3) {
        switch (pixels.type()) {
          case GRAY, GRAY_ALPHA -> Arrays.fill(rgb, to, to + 3, row[x * channels]);
          case COLOUR, COLOUR_ALPHA -> System.arraycopy(row, x * channels, rgb, to, 3);
          case PALETTE -> lookUp(row[x] & 0xff, rgb, to);
        }
        if (alpha.length > 0) {
          alpha[to / 3] = alpha(row, x * channels);
        }
      }
    }
    return new RgbImage(
        width, header.height(), rgb, alpha.length > 0 ? Optional.of(alpha) : Optional.empty());
  }

  /** The opacity of the pixel whose 8-bit samples begin at {@code from}. */
  private byte alpha(byte[] row, int from) {
    int alpha =
        switch (pixels.type()) {
          case GRAY_ALPHA -> row[from + 1];
          case COLOUR_ALPHA -> row[from + 3];
          case PALETTE -> {
            int index = row[from] & 0xff;
            yield index < transparency.length ? transparency[index] : 255;
          }
          case GRAY -> isTransparent(row[from]) ? 0 : 255;
          case COLOUR -> 255;
        };
    return (byte) alpha;
  }

  /**
   * Whether this is the transparent gray. As in Pillow, the low byte of its sample is compared with
   * the pixel's 8-bit value.
   */
  private boolean isTransparent(byte gray) {
    return pixels.bits() == 1
        ? (transparency[0] | transparency[1]) != 0 == (gray != 0)
        : gray == transparency[1];
  }

  /** Fewer bits of gray are spread over 0 to 255. Pillow limits 16 bits of gray to 255. */
  private byte eightBits(int sample) {
    return (byte)
        switch (pixels.type()) {
          case GRAY ->
              switch (pixels.bits()) {
                case 1 -> sample * 255;
                case 2 -> sample * 85;
                case 4 -> sample * 17;
                default -> Math.min(sample, 255);
              };
          case PALETTE -> sample;
          case COLOUR, GRAY_ALPHA, COLOUR_ALPHA -> sample >> 8;
        };
  }

  /** Colours beyond the palette's end are black, as in Pillow. */
  private void lookUp(int index, byte[] rgb, int to) {
    if (index * 3 + 2 < palette.length) {
      System.arraycopy(palette, index * 3, rgb, to, 3);
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

  /** Walks over a file's chunks once. */
  private static final class Parser {
    private final byte[] content;
    private final String name;
    private final ByteBuffer in;
    private final ByteArrayOutputStream reduced;
    private ImageHeader header;
    private Pixels pixels;
    private byte[] palette = {};
    private byte[] transparency = {};
    private long dataBytes;

    Parser(byte[] content, String name) {
      this.content = content;
      this.name = name;
      this.in = ByteBuffer.wrap(content);
      this.reduced = new ByteArrayOutputStream(content.length);
    }

    PngFile parse() {
      reduced.writeBytes(SIGNATURE);
      int start = SIGNATURE.length;
      while (start + 8 <= content.length) {
        long length = Integer.toUnsignedLong(in.getInt(start));
        String type = new String(content, start + 4, 4, StandardCharsets.ISO_8859_1);
        if (header == null && !(type.equals("IHDR") && length == HEADER_DATA)) {
          throw broken(name, "it does not begin with a header");
        }
        boolean whole = start + CHUNK_FRAME + length <= content.length;
        // A file may end after its pixels, or inside their last checksum; the pixels decide.
        if (type.equals("IEND") || (!whole && !type.equals("IDAT"))) {
          break;
        }
        chunk(type, start, (int) Math.min(length, content.length - start - 8));
        start = (int) Math.min(start + CHUNK_FRAME + length, content.length);
      }
      if (header == null) {
        throw truncated(name, content.length);
      }
      reduced.writeBytes(END);
      return new PngFile(
          name, header, pixels, palette, transparency, reduced.toByteArray(), dataBytes);
    }

    private void chunk(String type, int start, int length) {
      int data = start + 8;
      if (type.equals("IHDR")) {
        checkSum(start, length);
        header(data);
        reduced.write(content, start, length + CHUNK_FRAME);
      } else if (type.equals("PLTE") && pixels.type() == ColourType.PALETTE) {
        checkSum(start, length);
        palette = Arrays.copyOfRange(content, data, data + length);
        reduced.write(content, start, length + CHUNK_FRAME);
      } else if (type.equals("tRNS") && pixels.type().canBeTransparent()) {
        checkSum(start, length);
        if (pixels.type() == ColourType.GRAY && length < 2) {
          throw broken(name, "its transparent gray has %d bytes".formatted(length));
        }
        transparency = Arrays.copyOfRange(content, data, data + length);
      } else if (type.equals("IDAT")) {
        reduced.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        reduced.write(content, start + 4, 4 + length);
        // The JDK skips this checksum; the data has its own.
        reduced.write(new byte[4], 0, 4);
        dataBytes += length;
      }
    }

    private void header(int at) {
      int width = in.getInt(at);
      int height = in.getInt(at + 4);
      int bits = content[at + 8];
      int code = content[at + 9];
      if (width < 1 || height < 1) {
        throw broken(
            name,
            "its header says %d x %d pixels"
                .formatted(Integer.toUnsignedLong(width), Integer.toUnsignedLong(height)));
      }
      ColourType type =
          Arrays.stream(ColourType.values())
              .filter(t -> t.code == code && Arrays.stream(t.bits).anyMatch(b -> b == bits))
              .findFirst()
              .orElseThrow(
                  () ->
                      broken(
                          name, "its header says colour type %d of %d bits".formatted(code, bits)));
      pixels = new Pixels(type, bits);
      header = new ImageHeader(ImageHeader.Format.PNG, pixels.mode(), width, height);
    }

    private void checkSum(int start, int length) {
      CRC32 crc = new CRC32();
      crc.update(content, start + 4, length + 4);
      if ((int) crc.getValue() != in.getInt(start + 8 + length)) {
        throw broken(name, "the checksum of its header or colours is wrong");
      }
    }
  }
}
