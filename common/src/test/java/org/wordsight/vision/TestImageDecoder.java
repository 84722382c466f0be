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
  static Stream<JsonNode> pngs() {
    return Vectors.decodes(".png");
  }

  static Stream<JsonNode> jpegs() {
    return Vectors.decodes(".jpg");
  }

  @ParameterizedTest
  @MethodSource("pngs")
  void readsEveryKindOfPngAsPillowDoes(JsonNode vector) {
    RgbImage image = ImageDecoder.decode(file(vector));
    assertHeader(vector, image);
    assertThat(image.sha256()).isEqualTo(vector.get("sha256").asText());
  }

  @ParameterizedTest
  @MethodSource("jpegs")
  void readsJpegsWithinALevelOfPillow(JsonNode vector) {
    RgbImage image = ImageDecoder.decode(file(vector));
    assertHeader(vector, image);
    RgbImage pillows = ImageDecoder.decode(Vectors.file("decode/" + vector.get("pixels").asText()));
    long difference = 0;
    for (int i = 0; i < image.rgb().length; i++) {
      difference += Math.abs((image.rgb()[i] & 0xff) - (pillows.rgb()[i] & 0xff));
    }
    assertThat((double) difference / image.rgb().length).isLessThanOrEqualTo(0.05);
  }

  private static Path file(JsonNode vector) {
    return Vectors.file("decode/" + vector.get("file").asText());
  }

  private static void assertHeader(JsonNode vector, RgbImage image) {
    assertThat(image.width()).isEqualTo(vector.get("size").get(0).asInt());
    assertThat(image.height()).isEqualTo(vector.get("size").get(1).asInt());
    ImageHeader header = ImageDecoder.header(ImageDecoder.bytes(file(vector)), "header");
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
        "progressive.jpg"
      })
  void refusesAFileThatIsCutOffAnywhere(String name) throws IOException {
    byte[] content = Files.readAllBytes(Vectors.file("decode/" + name));
    // Pixels are whole before the last twenty bytes of a PNG: checksums and the end mark.
    int whole = content.length - (name.endsWith("png") ? 21 : 1);
    for (int length = 1; length < whole; length += 1 + length / 9) {
      byte[] cut = Arrays.copyOf(content, length);
      assertThatThrownBy(() -> ImageDecoder.decode(cut, "cut.img"))
          .as("%d of %d bytes", length, content.length)
          .isInstanceOfSatisfying(WordsightException.class, e -> inputError(e, "cut.img"));
    }
  }

  @Test
  void neverFailsOtherwiseOnDamagedBytes() throws IOException {
    Random random = new Random(8);
    for (String name :
        new String[] {
          "type3_bits8.png", "type6_bits16_interlaced.png", "progressive.jpg", "ycck.jpg"
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
  void refusesBillionsOfPixelsBeforeItMakesRoomForThem() {
    assertThatThrownBy(() -> ImageDecoder.decode(pngHeader(100_000, 90_000), "bomb.png"))
        .isInstanceOf(WordsightException.class)
        .hasMessage(
            "Cannot read image bomb.png: its header says 100,000 x 90,000 pixels, expected at most 89,478,485 in all. Scale it down or take it out.");
  }

  @Test
  void refusesMorePixelsThanTheDataCanHold() {
    assertThatThrownBy(() -> ImageDecoder.decode(pngHeader(9_000, 9_000), "hollow.png"))
        .hasMessageContaining("Cannot read image hollow.png: the PNG file ends inside its data");
  }

  @Test
  void refusesAJpegOfEndlessScans() throws IOException {
    byte[] content = Files.readAllBytes(Vectors.file("decode/gray.jpg"));
    int scan = new String(content, ISO_8859_1).indexOf("\u00ff\u00da");
    ByteArrayOutputStream endless = new ByteArrayOutputStream();
    endless.write(content, 0, scan);
    for (int i = 0; i < 201; i++) {
      endless.write(content, scan, content.length - 2 - scan);
    }
    assertThatThrownBy(() -> ImageDecoder.decode(endless.toByteArray(), "endless.jpg"))
        .hasMessage(
            "Cannot read image endless.jpg: the JPEG file is damaged, it has more than 200 scans. Copy it again.");
  }

  @Test
  void saysWhatAFileIsThatItDoesNotRead() {
    assertThatThrownBy(() -> ImageDecoder.decode("RIFF1234WEBPVP8 ".getBytes(ISO_8859_1), "a.webp"))
        .hasMessage(
            "Cannot read image a.webp: it is a WebP file, expected PNG or JPEG. Convert it.");
    assertThatThrownBy(() -> ImageDecoder.decode("<html>".getBytes(ISO_8859_1), "b.jpg"))
        .hasMessage(
            "Cannot read image b.jpg: it is not an image that can be recognised by its first bytes, expected PNG or JPEG. Convert it.");
    assertThatThrownBy(() -> ImageDecoder.decode(new byte[0], "c.jpg"))
        .hasMessage("Cannot read image c.jpg: the file is empty. Copy it again.");
    assertThat(ImageDecoder.reads("GIF89a".getBytes(ISO_8859_1))).isFalse();
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
