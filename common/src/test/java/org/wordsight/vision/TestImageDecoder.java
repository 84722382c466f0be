package org.wordsight.vision;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestImageDecoder {
  static Stream<JsonNode> lossless() {
    return Stream.of(".png", ".gif", ".webp").flatMap(Vectors::decodes);
  }

  static Stream<JsonNode> jpegs() {
    return Vectors.decodes(".jpg");
  }

  @ParameterizedTest
  @MethodSource("lossless")
  void readsEveryKindOfPngGifAndLosslessWebpAsPillowDoes(JsonNode vector) {
    RgbImage image = ImageDecoder.decode(file(vector));
    assertHeader(vector, image);
    assertThat(image.sha256()).isEqualTo(vector.get("sha256").asText());
    assertThat(image.overWhite().sha256()).isEqualTo(vector.get("sha256_on_white").asText());
  }

  @ParameterizedTest
  @MethodSource("jpegs")
  void readsJpegsAsPillowDoes(JsonNode vector) {
    RgbImage image = ImageDecoder.decode(file(vector));
    assertHeader(vector, image);
    assertThat(image)
        .isEqualTo(ImageDecoder.decode(Vectors.file("decode/" + vector.get("pixels").asText())));
  }

  static Stream<JsonNode> jpegEnds() {
    return Vectors.of("jpeg_ends").stream();
  }

  @ParameterizedTest
  @MethodSource("jpegEnds")
  void readsAJpegWithoutItsEndIfPillowDoes(JsonNode vector) throws IOException {
    byte[] whole = content(vector.get("file").asText());
    byte[] tail = HexFormat.of().parseHex(vector.get("tail").asText());
    int kept = whole.length - vector.get("cut").asInt();
    byte[] changed = Arrays.copyOf(whole, kept + tail.length);
    System.arraycopy(tail, 0, changed, kept, tail.length);
    if (vector.get("reads").asBoolean()) {
      assertThat(ImageDecoder.decode(changed, "cut.jpg").width()).isEqualTo(61);
    } else {
      assertThatThrownBy(() -> ImageDecoder.decode(changed, "cut.jpg"))
          .isInstanceOfSatisfying(WordsightException.class, e -> inputError(e, "cut.jpg"));
    }
  }

  private static Path file(JsonNode vector) {
    return Vectors.file("decode/" + vector.get("file").asText());
  }

  private static void assertHeader(JsonNode vector, RgbImage image) {
    assertThat(image.width()).isEqualTo(vector.get("size").get(0).asInt());
    assertThat(image.height()).isEqualTo(vector.get("size").get(1).asInt());
    ImageHeader header = ImageDecoder.header(ImageDecoder.bytes(file(vector), "header"), "header");
    assertThat(header.mode()).isEqualTo(vector.get("mode").asText());
    assertThat(header.width()).isEqualTo(image.width());
    assertThat(header.height()).isEqualTo(image.height());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type2_bits8.png",
        "type3_bits4_interlaced.png",
        "subsampled.jpg",
        "progressive.jpg",
        "interlaced.gif",
        "long.gif",
        "plain.webp",
        "animated_alpha.webp"
      })
  void refusesAFileThatIsCutOffAnywhere(String name) throws IOException {
    byte[] content = Files.readAllBytes(Vectors.file("decode/" + name));
    // A PNG or GIF may lack the parts after its pixels: checksums and end marks.
    int whole = content.length - (name.endsWith("png") ? 21 : name.endsWith("gif") ? 3 : 1);
    for (int length = 1; length < whole; length += 1 + length / 9) {
      byte[] cut = Arrays.copyOf(content, length);
      assertThatThrownBy(() -> ImageDecoder.decode(cut, "cut.img"))
          .as("%d of %d bytes", length, content.length)
          .isInstanceOfSatisfying(WordsightException.class, e -> inputError(e, "cut.img"));
    }
  }

  @Test
  void failsOnDamagedBytesOnlyWithItsOwnError() throws IOException {
    Random random = new Random(8);
    for (String name :
        new String[] {
          "type3_bits8.png",
          "type6_bits16_interlaced.png",
          "progressive.jpg",
          "ycck.jpg",
          "part_transparent.gif",
          "long.gif",
          "alpha.webp",
          "palette.webp",
          "smooth.webp",
          "animated.webp"
        }) {
      byte[] content = Files.readAllBytes(Vectors.file("decode/" + name));
      for (int round = 0; round < 300; round++) {
        byte[] damaged = content.clone();
        for (int i = 0; i <= round % 4; i++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        try {
          ImageDecoder.decode(damaged, "damaged.img");
        } catch (WordsightException e) {
          inputError(e, "damaged.img");
        }
      }
    }
  }

  @Test
  void refusesBillionsOfPixelsBeforeItTakesMemoryForThem() throws IOException {
    refusesAsTooLarge(pngHeader(100_000, 90_000), "100,000 x 90,000");
    byte[] jpeg = content("gray.jpg");
    put(jpeg, indexOf(jpeg, "\u00ff\u00c0") + 5, 255, 255, 255, 255);
    refusesAsTooLarge(jpeg, "65,535 x 65,535");
    byte[] screen = content("plain.gif");
    put(screen, 6, 255, 255, 255, 255);
    refusesAsTooLarge(screen, "65,535 x 65,535");
    byte[] frame = content("plain.gif");
    put(frame, indexOf(frame, ",\0\0\0\0") + 5, 255, 255, 255, 255);
    refusesAsTooLarge(frame, "65,535 x 65,535");
    byte[] picture = content("plain.webp");
    put(picture, indexOf(picture, "VP8L") + 9, 255, 255, 255, 15);
    refusesAsTooLarge(picture, "16,384 x 16,384");
    byte[] canvas = content("animated.webp");
    put(canvas, indexOf(canvas, "VP8X") + 12, 255, 255, 255, 255, 255, 255);
    refusesAsTooLarge(canvas, "16,777,216 x 16,777,216");
  }

  private static void refusesAsTooLarge(byte[] content, String size) {
    assertThatThrownBy(() -> ImageDecoder.decode(content, "bomb"))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot read image bomb: its header says %s pixels, expected at most 89,478,485 in all. Make it smaller or remove it.",
            size);
  }

  private static byte[] content(String name) throws IOException {
    return Files.readAllBytes(Vectors.file("decode/" + name));
  }

  private static int indexOf(byte[] content, String text) {
    return new String(content, ISO_8859_1).indexOf(text);
  }

  private static void put(byte[] content, int at, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      content[at + i] = (byte) bytes[i];
    }
  }

  @Test
  void refusesMorePixelsThanTheDataCanHold() {
    assertThatThrownBy(() -> ImageDecoder.decode(pngHeader(9_000, 9_000), "hollow.png"))
        .hasMessageContaining("Cannot read image hollow.png: the PNG file ends inside its data");
  }

  @Test
  void refusesAJpegOfEndlessScans() throws IOException {
    assertThatThrownBy(
            () -> ImageDecoder.decode(withScansRepeated("progressive.jpg"), "endless.jpg"))
        .hasMessage(
            "Cannot read image endless.jpg: the JPEG file is damaged, it has more than 200 scans. Copy it again.");
  }

  @Test
  void refusesAScanAfterOneThatHoldsThePicture() {
    assertThatThrownBy(() -> ImageDecoder.decode(withScansRepeated("gray.jpg"), "twice.jpg"))
        .hasMessage(
            "Cannot read image twice.jpg: the JPEG file is damaged, a marker da is after its picture. Copy it again.");
  }

  private static byte[] withScansRepeated(String name) throws IOException {
    byte[] content = content(name);
    int scan = new String(content, ISO_8859_1).indexOf("\u00ff\u00da");
    ByteArrayOutputStream endless = new ByteArrayOutputStream();
    endless.write(content, 0, scan);
    for (int i = 0; i < 201; i++) {
      endless.write(content, scan, content.length - 2 - scan);
    }
    return endless.toByteArray();
  }

  @Test
  void namesTheFormatOfAFileThatItDoesNotRead() {
    String lossy = "RIFF\u0012\0\0\0WEBPVP8 \6\0\0\0";
    assertThatThrownBy(() -> ImageDecoder.decode(lossy.getBytes(ISO_8859_1), "a.webp"))
        .hasMessage(
            "Cannot read image a.webp: it is a lossy WebP file, expected PNG, JPEG, GIF or lossless WebP. Convert it to PNG.");
    assertThatThrownBy(() -> ImageDecoder.decode("<html>".getBytes(ISO_8859_1), "b.jpg"))
        .hasMessage(
            "Cannot read image b.jpg: it is not an image that can be recognised by its first bytes, expected PNG, JPEG, GIF or lossless WebP. Convert it.");
    assertThatThrownBy(() -> ImageDecoder.decode("BM1234".getBytes(ISO_8859_1), "c.bmp"))
        .hasMessageContaining("it is a BMP file");
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[0], "d.jpg"))
        .hasMessage("Cannot read image d.jpg: the file is empty. Copy it again.");
    assertThat(ImageDecoder.reads("GIF89a".getBytes(ISO_8859_1))).isTrue();
    assertThat(ImageDecoder.reads(lossy.getBytes(ISO_8859_1))).isFalse();
  }

  @Test
  void refusesAGifWhoseCodesMeanNothing() throws IOException {
    byte[] gif = content("plain.gif");
    int firstCodes = indexOf(gif, ",\0\0\0\0") + 12;
    put(gif, firstCodes, 0xff, 0xff);
    assertThatThrownBy(() -> ImageDecoder.decode(gif, "a.gif"))
        .hasMessage(
            "Cannot read image a.gif: the GIF file is damaged, code 511 is used before it is defined. Copy it again.");
    put(gif, firstCodes - 2, 13);
    assertThatThrownBy(() -> ImageDecoder.decode(gif, "a.gif"))
        .hasMessageContaining("its colours have 13 bits");
    put(gif, firstCodes - 2, 12);
    assertThatThrownBy(() -> ImageDecoder.decode(gif, "a.gif"))
        .hasMessageContaining("is used before it is defined");
    assertThatThrownBy(
            () -> ImageDecoder.decode("GIF89a\1\0\1\0\0\0\0;".getBytes(ISO_8859_1), "b.gif"))
        .hasMessageContaining("it holds no picture");
  }

  @Test
  void refusesAWebpWhosePictureLeavesItsCanvas() throws IOException {
    byte[] webp = content("animated.webp");
    put(webp, indexOf(webp, "ANMF") + 8, 200);
    assertThatThrownBy(() -> ImageDecoder.decode(webp, "a.webp"))
        .hasMessage(
            "Cannot read image a.webp: the WebP file is damaged, its picture is larger than its canvas. Copy it again.");
  }

  @Test
  void namesAFileThatIsMissingOrNoFile(@TempDir Path folder) {
    assertThatThrownBy(() -> ImageDecoder.decode(folder.resolve("none.png")))
        .hasMessageEndingWith(
            "none.png: there is no such file. Copy it there or correct the path.");
    assertThatThrownBy(() -> ImageDecoder.decode(folder))
        .hasMessageEndingWith("it is not a file. Correct the path.");
  }

  private static void inputError(WordsightException e, String name) {
    assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(e).hasMessageContaining("Cannot read image " + name);
  }

  private static byte[] pngHeader(int width, int height) {
    ByteBuffer chunk = ByteBuffer.allocate(25).putInt(13).put("IHDR".getBytes(ISO_8859_1));
    chunk.putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 17);
    chunk.putInt((int) crc.getValue());
    return ByteBuffer.allocate(33)
        .put(new byte[] {(byte) 137, 80, 78, 71, 13, 10, 26, 10})
        .put(chunk.array())
        .array();
  }
}
