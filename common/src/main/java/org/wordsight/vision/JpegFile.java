package org.wordsight.vision;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.wordsight.error.WordsightException;

/**
 * A JPEG file, reduced to the segments that its samples need. The platform's libjpeg decodes these
 * segments. This class decides the meaning of the samples by libjpeg's rules, and converts them
 * with libjpeg's arithmetic. Profiles and the JDK's own guesses therefore have no effect.
 *
 * <p>Of 302 files of all kinds (see docs/adr/0002-pillow-pixels.md), every pixel is Pillow's, with
 * one exception. The libjpeg 6b of some JDKs does not interpolate colours that are halved from top
 * to bottom only (4:4:0). A camera's 4:2:2 becomes 4:4:0 when it is turned without loss. Such
 * pixels differ by five levels on average. JDKs with the system's libjpeg-turbo give Pillow's
 * pixels there too.
 */
final class JpegFile implements ImageFile {
  /** A file with more scans would only cost a decoder much time. Encoders write about ten. */
  private static final int MAXIMUM_SCANS = 200;

  private static final int END_OF_IMAGE = 0xd9;
  private static final int START_OF_SCAN = 0xda;

  private final String name;
  private final ImageHeader header;
  private final Colours colours;
  private final byte[] reduced;

  private JpegFile(String name, ImageHeader header, Colours colours, byte[] reduced) {
    this.name = name;
    this.header = header;
    this.colours = colours;
    this.reduced = reduced;
  }

  /** The meaning of the stored components. */
  private enum Colours {
    GRAY,
    RGB,
    YCC,
    CMYK,
    YCCK
  }

  static boolean matches(byte[] content) {
    return content.length >= 3
        && (content[0] & 0xff) == 0xff
        && (content[1] & 0xff) == 0xd8
        && (content[2] & 0xff) == 0xff;
  }

  static JpegFile parse(byte[] content, String name) {
    return new Parser(content, name).parse();
  }

  @Override
  public ImageHeader header() {
    return header;
  }

  @Override
  public RgbImage decode() {
    Raster raster = JdkReader.JPEG.raster(reduced, name);
    int width = header.width();
    int channels = raster.getNumBands();
    byte[] rgb = new byte[RgbImage.CHANNELS * width * header.height()];
    byte[] row = new byte[width * channels];
    for (int y = 0; y < header.height(); y++) {
      raster.getDataElements(0, y, width, 1, row);
      int to = RgbImage.CHANNELS * width * y;
      switch (colours) {
        case GRAY -> {
          for (int x = 0; x < width; x++, to += 3) {
            rgb[to] = row[x];
            rgb[to + 1] = row[x];
            rgb[to + 2] = row[x];
          }
        }
        case RGB -> System.arraycopy(row, 0, rgb, to, row.length);
        case YCC -> YccToRgb.convert(row, 3, width, rgb, to);
        case CMYK -> withBlack(row, row, 4, width, rgb, to);
        case YCCK -> {
          byte[] inverse = new byte[3 * width];
          YccToRgb.convert(row, 4, width, inverse, 0);
          for (int i = 0; i < inverse.length; i++) {
            inverse[i] = (byte) ~inverse[i];
          }
          withBlack(inverse, row, 3, width, rgb, to);
        }
      }
    }
    return new RgbImage(width, header.height(), rgb);
  }

  /**
   * Pillow's conversion of inks to colours. Pillow treats inks as inverted in every file, since
   * Adobe's programs write them so.
   */
  private static void withBlack(
      byte[] inks, byte[] withBlack, int inkStride, int width, byte[] rgb, int to) {
    for (int x = 0; x < width; x++) {
      int light = withBlack[4 * x + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        int ink = 255 - (inks[inkStride * x + c] & 0xff);
        int product = ink * light + 128;
        rgb[to + 3 * x + c] = (byte) Math.max(0, light - (((product >> 8) + product) >> 8));
      }
    }
  }

  /** Walks over a file's segments once. */
  private static final class Parser {
    private final byte[] content;
    private final String name;
    private final ByteArrayOutputStream reduced;
    private final JpegCodes codes;
    private int at = 2;
    private int scans;
    private boolean jfif;
    private int adobeTransform = -1;
    private int[] componentIds = {};
    private int width;
    private int height;

    Parser(byte[] content, String name) {
      this.content = content;
      this.name = name;
      this.reduced = new ByteArrayOutputStream(content.length);
      this.codes = new JpegCodes(content);
    }

    JpegFile parse() {
      reduced.write(content, 0, 2);
      boolean whole = false;
      while (!whole) {
        int marker = nextMarker();
        whole = marker == END_OF_IMAGE || segment(marker);
      }
      if (scans == 0) {
        throw damaged("it holds no picture");
      }
      reduced.write(0xff);
      reduced.write(END_OF_IMAGE);
      Colours colours = colours();
      String mode =
          switch (colours) {
            case GRAY -> "L";
            case RGB, YCC -> "RGB";
            case CMYK, YCCK -> "CMYK";
          };
      ImageHeader header = new ImageHeader(ImageHeader.Format.JPEG, mode, width, height);
      return new JpegFile(name, header, colours, reduced.toByteArray());
    }

    private int nextMarker() {
      while (unsigned(at) != 0xff) {
        at++; // Bytes between segments are skipped, as libjpeg does.
      }
      while (unsigned(at) == 0xff) {
        at++;
      }
      return unsigned(at++);
    }

    /** Reads a segment. Returns true if it was the last that the picture needs. */
    private boolean segment(int marker) {
      if (isEmpty(marker)) {
        return false;
      }
      int length = unsigned(at) << 8 | unsigned(at + 1);
      int start = at + 2;
      int end = at + length;
      if (length < 2) {
        throw damaged("a segment has the length %d".formatted(length));
      }
      unsigned(end - 1);
      if (marker == 0xe0) {
        jfif |= startsWith(start, end, "JFIF\0");
      } else if (marker == 0xee && end - start >= 12 && startsWith(start, end, "Adobe")) {
        adobeTransform = unsigned(start + 11);
      } else if (marker >= 0xc0
          && marker <= 0xcf
          && marker != 0xc4
          && marker != 0xc8
          && marker != 0xcc) {
        frame(marker, start, end);
      }
      codes.read(marker, start, end);
      boolean last = false;
      if (marker == START_OF_SCAN) {
        if (++scans > MAXIMUM_SCANS) {
          throw damaged("it has more than %d scans".formatted(MAXIMUM_SCANS));
        }
        last = codes.isOnlyScan(start, end);
        end = last ? endOfOnlyScan(start, end) : endOfScan(end);
      }
      boolean application = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
      if (!application) {
        reduced.write(0xff);
        reduced.write(marker);
        reduced.write(content, at, end - at);
      }
      at = end;
      return last;
    }

    /** Whether a marker has no content. */
    private static boolean isEmpty(int marker) {
      return marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8);
    }

    /**
     * The end of the codes of a scan with the whole picture. No data has to follow, not even the
     * end marker. Data that follow must not be another part of a picture.
     */
    private int endOfOnlyScan(int start, int codesStart) {
      int end = codesStart;
      while (end < content.length && !endsCodes(end)) {
        end++;
      }
      boolean read = end < content.length && (unsigned(end + 1) >= 0xc0 || !codes.hasRestarts());
      Optional<JpegScan> scan = read ? Optional.empty() : codes.onlyScan(start, codesStart);
      if (scan.isEmpty()) {
        checkRest(end);
        return end;
      } else if (!scan.get().holds(codes.mcus())) {
        throw truncated();
      }
      int position = scan.get().position();
      checkRest(scan.get().unusedMarker().isPresent() ? position - 2 : position);
      return position;
    }

    /** Inside codes, 0xff is followed only by 0, 0xff or a restart marker. */
    private boolean endsCodes(int place) {
      if (content[place] != (byte) 0xff || place + 1 >= content.length) {
        return false;
      }
      int next = content[place + 1] & 0xff;
      return next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7);
    }

    private void checkRest(int from) {
      JpegRest.problem(content, from)
          .ifPresent(
              problem -> {
                throw damaged(problem);
              });
    }

    /**
     * The start of the next segment. Inside coded data, 0xff is followed only by 0 or a restart
     * marker.
     */
    private int endOfScan(int from) {
      int i = from;
      while (true) {
        if (unsigned(i) == 0xff) {
          int next = unsigned(i + 1);
          if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
            return i;
          }
        }
        i++;
      }
    }

    private void frame(int marker, int start, int end) {
      if (componentIds.length > 0) {
        throw damaged("it has two frames");
      }
      if (end - start < 6) {
        throw damaged("its frame header is %d bytes long".formatted(end - start));
      }
      int bits = unsigned(start);
      if (marker > 0xc2 || bits != 8) {
        throw WordsightException.input(
            "Cannot read image %s: it is a JPEG of %d bits and process %d, expected 8 bits, baseline or progressive. Save it again."
                .formatted(name, bits, marker - 0xc0));
      }
      height = unsigned(start + 1) << 8 | unsigned(start + 2);
      width = unsigned(start + 3) << 8 | unsigned(start + 4);
      int components = unsigned(start + 5);
      if (width == 0 || height == 0) {
        throw damaged("its header says %d x %d pixels".formatted(width, height));
      }
      if ((components != 1 && components != 3 && components != 4)
          || end - start < 6 + 3 * components) {
        throw damaged("its header says %d components".formatted(components));
      }
      componentIds = new int[components];
      for (int c = 0; c < components; c++) {
        componentIds[c] = unsigned(start + 6 + 3 * c);
      }
    }

    /** The components as libjpeg interprets them (jdapimin.c, default_decompress_parms). */
    private Colours colours() {
      return switch (componentIds.length) {
        case 1 -> Colours.GRAY;
        case 3 -> holdsRgb() ? Colours.RGB : Colours.YCC;
        default -> adobeTransform > 0 ? Colours.YCCK : Colours.CMYK;
      };
    }

    private boolean holdsRgb() {
      if (jfif) {
        return false;
      }
      return adobeTransform >= 0
          ? adobeTransform == 0
          : Arrays.equals(componentIds, new int[] {'R', 'G', 'B'});
    }

    private boolean startsWith(int start, int end, String text) {
      byte[] expected = text.getBytes(StandardCharsets.ISO_8859_1);
      return end - start >= expected.length
          && Arrays.equals(content, start, start + expected.length, expected, 0, expected.length);
    }

    private int unsigned(int index) {
      if (index >= content.length) {
        throw truncated();
      }
      return content[index] & 0xff;
    }

    private WordsightException truncated() {
      return WordsightException.input(
          "Cannot read image %s: the JPEG file ends inside its data, after %,d bytes. Copy it again."
              .formatted(name, content.length));
    }

    private WordsightException damaged(String what) {
      return WordsightException.input(
          "Cannot read image %s: the JPEG file is damaged, %s. Copy it again."
              .formatted(name, what));
    }
  }
}
