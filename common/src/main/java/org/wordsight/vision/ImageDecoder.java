package org.wordsight.vision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.wordsight.error.WordsightException;
import org.wordsight.files.FileKind;
import org.wordsight.files.InputFile;

/**
 * Reads PNG, JPEG, GIF (its first frame) and lossless WebP files as Pillow's {@code
 * Image.open(path).convert("RGB")} does. Alpha is not blended but kept beside the colours. 16-bit
 * colours keep their high byte, and 16-bit grays are limited to 255. Colour profiles and EXIF
 * orientation are not applied. All pixels are exact to the bit; for JPEG, which leaves decoders
 * some freedom, see {@link JpegFile}.
 *
 * <p>A file that is missing, empty, truncated, too large or not an image causes a {@link
 * WordsightException} that names the file. Its exit code is INPUT. Sizes are checked in the header,
 * before memory is taken for the pixels.
 */
public final class ImageDecoder {
  /** More pixels than this are refused. Above this number, Pillow warns of a decompression bomb. */
  public static final int MAXIMUM_PIXELS = 89_478_485;

  private ImageDecoder() {}

  /** Reads and decodes a file. */
  public static RgbImage decode(Path file) {
    return decode(bytes(file, file.toString()), file.toString());
  }

  /**
   * Decodes the content of a file.
   *
   * @param name the image's name in messages
   */
  public static RgbImage decode(byte[] content, String name) {
    ImageFile file = parse(content, name);
    checkSize(file.header(), name);
    return file.decode();
  }

  /** Reads the header of a file's content. Pixels are neither decoded nor checked. */
  public static ImageHeader header(byte[] content, String name) {
    ImageHeader header = parse(content, name).header();
    checkSize(header, name);
    return header;
  }

  /** Whether the content has the beginning of a format that this class reads. */
  public static boolean reads(byte[] content) {
    return PngFile.matches(content)
        || JpegFile.matches(content)
        || GifFile.matches(content)
        || (WebpFile.matches(content) && !WebpFile.isLossy(content));
  }

  /**
   * The content of an image file.
   *
   * @param name the image's name in messages
   */
  public static byte[] bytes(Path file, String name) {
    if (!Files.exists(file)) {
      throw WordsightException.input(
          "Cannot read image %s: there is no such file. Copy it there or correct the path."
              .formatted(name));
    }
    if (!Files.isRegularFile(file)) {
      throw WordsightException.input(
          "Cannot read image %s: it is not a file. Correct the path.".formatted(name));
    }
    try {
      return InputFile.bytes(file, FileKind.IMAGE);
    } catch (IOException e) {
      throw WordsightException.input(
          "Cannot read image %s: %s. Check the file and its permissions.".formatted(name, e), e);
    }
  }

  private static ImageFile parse(byte[] content, String name) {
    if (content.length == 0) {
      throw WordsightException.input(
          "Cannot read image %s: the file is empty. Copy it again.".formatted(name));
    }
    if (PngFile.matches(content)) {
      return PngFile.parse(content, name);
    }
    if (JpegFile.matches(content)) {
      return JpegFile.parse(content, name);
    }
    if (GifFile.matches(content)) {
      return GifFile.parse(content, name);
    }
    if (WebpFile.matches(content)) {
      return WebpFile.parse(content, name);
    }
    throw WordsightException.input(
        "Cannot read image %s: it is %s, expected PNG, JPEG, GIF or lossless WebP. Convert it."
            .formatted(name, otherKind(content)));
  }

  private static String otherKind(byte[] content) {
    String start =
        new String(
            Arrays.copyOf(content, Math.min(content.length, 12)), StandardCharsets.ISO_8859_1);
    if (start.startsWith("BM")) {
      return "a BMP file";
    }
    if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return "a TIFF file";
    }
    return "not an image that can be recognised by its first bytes";
  }

  private static void checkSize(ImageHeader header, String name) {
    if ((long) header.width() * header.height() > MAXIMUM_PIXELS) {
      throw WordsightException.input(
          "Cannot read image %s: its header says %,d x %,d pixels, expected at most %,d in all. Make it smaller or remove it."
              .formatted(name, header.width(), header.height(), MAXIMUM_PIXELS));
    }
  }
}
