package org.wordsight.vision;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.wordsight.error.WordsightException;

/**
 * A WebP file whose picture or first frame is lossless, reduced to this picture. {@code
 * imageio-webp} unpacks it to the bit. Its lossy pictures differ from libwebp's by five levels on
 * average, since it does not interpolate colours. Lossy pictures are therefore refused.
 */
final class WebpFile implements ImageFile {
  private static final int CHUNK_FRAME = 8;
  private static final int FILE_HEADER = 12;
  private static final int CANVAS_BYTES = 10;
  private static final int FRAME_BYTES = 16;
  private static final int LOSSLESS_SIGNATURE = 0x2f;

  /** Signature, then width and height less one in 14 bits each, and a bit for alpha. */
  private static final int LOSSLESS_HEADER = 5;

  /** The library reads some bytes beyond those that it needs. */
  private static final int READ_AHEAD = 16;

  private static final String SEE_THROUGH = "RGBA";
  private static final int OPAQUE = 255;
  private static final int ALPHA = 0x10;
  private static final int ANIMATION = 0x02;

  private final String name;
  private final ImageHeader header;
  private final byte[] lossless;
  private final Place place;

  private WebpFile(String name, ImageHeader header, byte[] lossless, Place place) {
    this.name = name;
    this.header = header;
    this.lossless = lossless;
    this.place = place;
  }

  /**
   * The place of the picture on the canvas.
   *
   * @param alpha whether the picture's own alpha is used
   */
  private record Place(int left, int top, int width, int height, boolean alpha) {}

  static boolean matches(byte[] content) {
    return content.length >= FILE_HEADER
        && isTagged(content, 0, "RIFF")
        && isTagged(content, 8, "WEBP");
  }

  private static boolean isTagged(byte[] content, int at, String tag) {
    return new String(content, at, tag.length(), StandardCharsets.ISO_8859_1).equals(tag);
  }

  /** Whether the first picture is lossy. */
  static boolean isLossy(byte[] content) {
    ByteBuffer in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    long at = FILE_HEADER;
    while (at + CHUNK_FRAME <= content.length) {
      int chunk = (int) at;
      if (isTagged(content, chunk, "VP8 ") || isTagged(content, chunk, "VP8L")) {
        return content[chunk + 3] == ' ';
      }
      long length = Integer.toUnsignedLong(in.getInt(chunk + 4));
      boolean holdsChunks = isTagged(content, chunk, "ANMF");
      at += CHUNK_FRAME + (holdsChunks ? FRAME_BYTES : length + (length & 1));
    }
    return false;
  }

  static WebpFile parse(byte[] content, String name) {
    if (isLossy(content)) {
      throw WordsightException.input(
          "Cannot read image %s: it is a lossy WebP file, expected PNG, JPEG, GIF or lossless WebP. Convert it to PNG."
              .formatted(name));
    }
    return new Parser(content, name).parse();
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  /** The pixels of the canvas. It is transparent black around the picture. */
  @Override
  public RgbImage decode() {
    Raster raster = raster();
    if (raster.getWidth() != place.width || raster.getHeight() != place.height) {
      throw damaged(name, "its picture has another size than its header says");
    }
    byte[] rgb = new byte[RgbImage.CHANNELS * header.width() * header.height()];
    byte[] alpha = new byte[header.mode().equals(SEE_THROUGH) ? rgb.length / RgbImage.CHANNELS : 0];
    int bands = raster.getNumBands();
    int[] samples = new int[bands * place.width];
    for (int y = 0; y < place.height; y++) {
      raster.getPixels(0, y, place.width, 1, samples);
      int to = RgbImage.CHANNELS * ((place.top + y) * header.width() + place.left);
      for (int from = 0; from < samples.length; from += bands, to += RgbImage.CHANNELS) {
        rgb[to] = (byte) samples[from];
        rgb[to + 1] = (byte) samples[from + 1];
        rgb[to + 2] = (byte) samples[from + 2];
        if (alpha.length > 0) {
          alpha[to / RgbImage.CHANNELS] = (byte) (place.alpha ? samples[from + 3] : OPAQUE);
        }
      }
    }
    return new RgbImage(
        header.width(),
        header.height(),
        rgb,
        alpha.length > 0 ? Optional.of(alpha) : Optional.empty());
  }

  private Raster raster() {
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    try (ImageInputStream in = new Bounded(lossless)) {
      reader.setInput(in, true, true);
      return reader.read(0).getRaster();
    } catch (IOException | RuntimeException e) {
      // The library throws either of these for damaged data.
      throw damaged(name, "its pixels cannot be read (%s)".formatted(e));
    } finally {
      reader.dispose();
    }
  }

  /**
   * The picture's bytes. The library reads zeros after their end, and a damaged header can make it
   * ask for millions of zeros.
   */
  private static final class Bounded extends MemoryCacheImageInputStream {
    private static final int ZEROS = 1024;

    private int behindTheEnd;

    Bounded(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      if (read < 0 && ++behindTheEnd > ZEROS) {
        throw new IOException("it goes on behind the end of the data");
      }

      return read;
    }
  }

  private static WordsightException damaged(String name, String what) {
    return WordsightException.input(
        "Cannot read image %s: the WebP file is damaged, %s. Copy it again.".formatted(name, what));
  }

  /** Walks over a file's chunks up to the first picture. */
  private static final class Parser {
    private final byte[] content;
    private final String name;
    private final ByteBuffer in;
    private int canvasWidth;
    private int canvasHeight;
    private int flags;

    Parser(byte[] content, String name) {
      this.content = content;
      this.name = name;
      this.in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    WebpFile parse() {
      long end = FILE_HEADER - 4 + Integer.toUnsignedLong(in.getInt(4));
      if (end > content.length) {
        throw truncated();
      }
      return picture(FILE_HEADER, (int) end, 0, 0);
    }

    /** The first picture among the chunks of a part of the file. */
    private WebpFile picture(int start, int end, int left, int top) {
      for (int at = start; at + CHUNK_FRAME <= end; ) {
        long length = Integer.toUnsignedLong(in.getInt(at + 4));
        int data = at + CHUNK_FRAME;
        if (length > end - data) {
          throw truncated();
        }
        if (isTagged(content, at, "VP8X")) {
          readCanvas(data, length);
        } else if (isTagged(content, at, "ANMF")) {
          require(length, FRAME_BYTES);
          return picture(
              data + FRAME_BYTES,
              data + (int) length,
              2 * unsigned24(data),
              2 * unsigned24(data + 3));
        } else if (isTagged(content, at, "VP8L")) {
          return lossless(at, (int) length, left, top);
        }
        at = (int) Math.min(end, data + length + (length & 1));
      }
      throw damaged(name, "it holds no picture");
    }

    private void readCanvas(int data, long length) {
      require(length, CANVAS_BYTES);
      flags = content[data];
      canvasWidth = 1 + unsigned24(data + 4);
      canvasHeight = 1 + unsigned24(data + 7);
    }

    private WebpFile lossless(int at, int length, int left, int top) {
      require(length, LOSSLESS_HEADER);
      int data = at + CHUNK_FRAME;
      int sizes = in.getInt(data + 1);
      if (content[data] != LOSSLESS_SIGNATURE || sizes >>> 29 != 0) {
        throw damaged(name, "its picture has no header");
      }
      boolean own = (sizes >> 28 & 1) != 0;
      Place place = new Place(left, top, 1 + (sizes & 0x3fff), 1 + (sizes >> 14 & 0x3fff), own);
      if (canvasWidth == 0) {
        canvasWidth = place.width;
        canvasHeight = place.height;
      }
      if (left + place.width > canvasWidth || top + place.height > canvasHeight) {
        throw damaged(name, "its picture is larger than its canvas");
      }
      boolean alpha = (flags & ANIMATION) == 0 ? own : (flags & ALPHA) != 0;
      ImageHeader header =
          new ImageHeader(
              ImageHeader.Format.WEBP, alpha ? SEE_THROUGH : "RGB", canvasWidth, canvasHeight);
      return new WebpFile(name, header, reduced(at, length), place);
    }

    /** A file with this picture only. */
    private byte[] reduced(int at, int length) {
      int padded = (length + READ_AHEAD + 1) & ~1;
      return ByteBuffer.allocate(FILE_HEADER + CHUNK_FRAME + padded)
          .order(ByteOrder.LITTLE_ENDIAN)
          .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
          .putInt(4 + CHUNK_FRAME + padded)
          .put("WEBPVP8L".getBytes(StandardCharsets.ISO_8859_1))
          .putInt(padded)
          .put(content, at + CHUNK_FRAME, length)
          .array();
    }

    private int unsigned24(int at) {
      return content[at] & 0xff | (content[at + 1] & 0xff) << 8 | (content[at + 2] & 0xff) << 16;
    }

    private void require(long length, int atLeast) {
      if (length < atLeast) {
        throw damaged(name, "a chunk has %d bytes, expected %d".formatted(length, atLeast));
      }
    }

    private WordsightException truncated() {
      return WordsightException.input(
          "Cannot read image %s: the WebP file ends inside its data, after %,d bytes. Copy it again."
              .formatted(name, content.length));
    }
  }
}
