package org.wordsight.vision;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.wordsight.error.WordsightException;

/**
 * A GIF file's first frame on its screen, with Pillow's pixels. Outside the frame, the screen has
 * the transparent colour, or colour 0 if there is none. A palette that only counts levels of gray
 * is ignored, so that the screen's palette, if there is one, colours the frame. A frame larger than
 * the screen enlarges it.
 */
final class GifFile implements ImageFile {
  private static final int HEADER_BYTES = 13;
  private static final int FRAME_BYTES = 9;
  private static final int EXTENSION = '!';
  private static final int FRAME = ',';
  private static final int TRAILER = ';';
  private static final int GRAPHIC_CONTROL = 0xf9;
  private static final int HAS_PALETTE = 0x80;
  private static final int INTERLACED = 0x40;
  private static final int OPAQUE = 255;

  /** The first row of each pass of an interlaced frame, and the distance of its rows. */
  private static final int[][] PASSES = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

  private final byte[] content;
  private final String name;
  private int at;
  private byte[] palette = {};

  /** The transparent colour, if there is one. */
  private OptionalInt transparent = OptionalInt.empty();

  private Frame frame;
  private ImageHeader header;

  private GifFile(byte[] content, String name) {
    this.content = content;
    this.name = name;
  }

  /**
   * The place of the frame on the screen.
   *
   * @param codeBits bits of a colour in the coded data
   */
  private record Frame(
      int left, int top, int width, int height, boolean interlaced, int codeBits) {}

  static boolean matches(byte[] content) {
    return startsWith(content, "GIF87a") || startsWith(content, "GIF89a");
  }

  private static boolean startsWith(byte[] content, String text) {
    byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
    return content.length >= expected.length
        && Arrays.equals(content, 0, expected.length, expected, 0, expected.length);
  }

  static GifFile parse(byte[] content, String name) {
    GifFile file = new GifFile(content, name);
    file.readHeaders();
    return file;
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public RgbImage decode() {
    int width = header.width();
    byte[] screen = new byte[width * header.height()];
    Arrays.fill(screen, (byte) transparent.orElse(0));
    byte[] pixels =
        new GifPixels(content, at, frame.codeBits, name).read(frame.width, frame.height);
    int from = 0;
    for (int[] pass : frame.interlaced ? PASSES : new int[][] {{0, 1}}) {
      for (int y = pass[0]; y < frame.height; y += pass[1], from += frame.width) {
        System.arraycopy(pixels, from, screen, (frame.top + y) * width + frame.left, frame.width);
      }
    }
    return coloured(screen);
  }

  /** Colours beyond the palette's end are black, as in Pillow. */
  private RgbImage coloured(byte[] screen) {
    byte[] rgb = new byte[RgbImage.CHANNELS * screen.length];
    for (int i = 0, to = 0; i < screen.length; i++, to += RgbImage.CHANNELS) {
      int index = screen[i] & 0xff;
      if (palette.length == 0) {
        Arrays.fill(rgb, to, to + RgbImage.CHANNELS, screen[i]);
      } else if (RgbImage.CHANNELS * index + 2 < palette.length) {
        System.arraycopy(palette, RgbImage.CHANNELS * index, rgb, to, RgbImage.CHANNELS);
      }
    }
    return new RgbImage(header.width(), header.height(), rgb, alpha(screen));
  }

  private Optional<byte[]> alpha(byte[] screen) {
    if (transparent.isEmpty()) {
      return Optional.empty();
    }
    byte[] alpha = new byte[screen.length];
    for (int i = 0; i < screen.length; i++) {
      alpha[i] = (byte) ((screen[i] & 0xff) == transparent.getAsInt() ? 0 : OPAQUE);
    }
    return Optional.of(alpha);
  }

  private void readHeaders() {
    require(HEADER_BYTES);
    int flags = content[10];
    at = HEADER_BYTES;
    palette = readPalette(flags);
    for (int block = next(); block != FRAME; block = next()) {
      if (block == TRAILER) {
        throw damaged("it holds no picture");
      }
      if (block == EXTENSION) {
        readExtension();
      }
    }
    readFrame();
  }

  private void readFrame() {
    require(FRAME_BYTES);
    int left = unsigned16(at);
    int top = unsigned16(at + 2);
    int width = unsigned16(at + 4);
    int height = unsigned16(at + 6);
    int flags = content[at + 8];
    at += FRAME_BYTES;
    boolean ownPalette = (flags & HAS_PALETTE) != 0;
    byte[] own = readPalette(flags);
    String mode = (ownPalette ? own : palette).length == 0 ? "L" : "P";
    palette = own.length == 0 ? palette : own;
    int codeBits = next();
    if (width == 0 || height == 0) {
      throw damaged("its header says %d x %d pixels".formatted(width, height));
    }
    if (codeBits > GifPixels.MOST_BITS) {
      throw damaged("its colours have %d bits".formatted(codeBits));
    }
    frame = new Frame(left, top, width, height, (flags & INTERLACED) != 0, codeBits);
    header =
        new ImageHeader(
            ImageHeader.Format.GIF,
            mode,
            Math.max(unsigned16(6), left + width),
            Math.max(unsigned16(8), top + height));
  }

  /** The palette that begins here; empty if the flags name none, or it only counts grays. */
  private byte[] readPalette(int flags) {
    if ((flags & HAS_PALETTE) == 0) {
      return new byte[0];
    }
    int bytes = RgbImage.CHANNELS << ((flags & 7) + 1);
    require(bytes);
    byte[] colours = Arrays.copyOfRange(content, at, at + bytes);
    at += bytes;
    for (int i = 0; i < bytes; i++) {
      if ((colours[i] & 0xff) != i / RgbImage.CHANNELS) {
        return colours;
      }
    }
    return new byte[0];
  }

  private void readExtension() {
    boolean control = next() == GRAPHIC_CONTROL;
    for (int length = next(); length > 0; length = next()) {
      require(length);
      if (control && length >= 4 && (content[at] & 1) != 0) {
        transparent = OptionalInt.of(content[at + 3] & 0xff);
      }
      control = false;
      at += length;
    }
  }

  private int next() {
    require(1);
    return content[at++] & 0xff;
  }

  private int unsigned16(int index) {
    return content[index] & 0xff | (content[index + 1] & 0xff) << 8;
  }

  private void require(int bytes) {
    if (bytes > content.length - at) {
      throw WordsightException.input(
          "Cannot read image %s: the GIF file ends inside its headers, after %,d bytes. Copy it again."
              .formatted(name, content.length));
    }
  }

  private WordsightException damaged(String what) {
    return WordsightException.input(
        "Cannot read image %s: the GIF file is damaged, %s. Copy it again.".formatted(name, what));
  }
}
