package org.wordsight.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.WordsightException;
import org.wordsight.vision.MllamaImageProcessor.Canvas;
import org.wordsight.vision.MllamaImageProcessor.Tiles;

/** Compares with the values that {@code src/test/python/make_mllama_vectors.py} stored. */
class TestMllamaImageProcessor {
  @TempDir private Path folder;

  private static Path file(String name) {
    return Path.of(
        Objects.requireNonNull(TestMllamaImageProcessor.class.getResource("/mllama/" + name), name)
            .getPath());
  }

  private static JsonNode vectors(String kind) throws IOException {
    return new ObjectMapper().readTree(file("images.json").toFile()).get(kind);
  }

  private MllamaImageProcessor processor(String json) throws IOException {
    Path written = folder.resolve("preprocessor_config.json");
    Files.writeString(written, json);
    return MllamaImageProcessor.of(PreprocessorFile.read(written), PillowRelease.CURRENT);
  }

  private MllamaImageProcessor processor(int tiles, int side) throws IOException {
    return processor(
        "{\"max_image_tiles\": %d, \"size\": {\"height\": %d, \"width\": %d}}"
            .formatted(tiles, side, side));
  }

  @Test
  void laysImagesOutAsHuggingFaceDoesAtEveryEdge() throws IOException {
    for (JsonNode table : vectors("sizes")) {
      MllamaImageProcessor processor =
          processor(table.get("tiles").asInt(), table.get("side").asInt());
      Set<Integer> layouts = new TreeSet<>();
      for (JsonNode row : table.get("rows")) {
        Canvas canvas = processor.canvas(row.get(0).asInt(), row.get(1).asInt());
        assertThat(canvas)
            .as("%d tiles of %s: %s", processor.slots(), table.get("side"), row)
            .isEqualTo(
                new Canvas(
                    row.get(2).asInt(),
                    row.get(3).asInt(),
                    row.get(4).asInt(),
                    row.get(5).asInt(),
                    row.get(6).asInt()));
        layouts.add(canvas.layoutId());
      }
      assertThat(layouts).hasSizeGreaterThanOrEqualTo(processor.slots());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "564, 752, 2, 2, 6, 564, 752",
    "846, 564, 2, 2, 6, 846, 564",
    "564, 376, 1, 2, 2, 564, 376",
    "1024, 1024, 2, 2, 6, 1024, 1024",
    "3000, 2000, 2, 2, 6, 1120, 746"
  })
  void laysOutWithThePublishedSizes(
      int width, int height, int rows, int columns, int id, int newWidth, int newHeight) {
    MllamaImageProcessor published =
        MllamaImageProcessor.of(
            PreprocessorFile.read(file("published.json")), PillowRelease.CURRENT);
    assertThat(published.canvas(width, height))
        .isEqualTo(new Canvas(rows, columns, id, newWidth, newHeight));
  }

  @Test
  void givesTheValuesOfHuggingFaceBitForBit() throws IOException, GeneralSecurityException {
    for (JsonNode vector : vectors("pixels")) {
      MllamaImageProcessor processor =
          MllamaImageProcessor.of(
              PreprocessorFile.read(file(vector.get("preprocessor").asText())),
              PillowRelease.SINCE_13);
      JsonNode from = vector.get("from");
      Tiles tiles = processor.process(Vectors.pattern(from.get(0).asInt(), from.get(1).asInt()));
      assertThat(tiles.count()).as("%s", vector).isEqualTo(vector.get("tiles").asInt());
      assertThat(tiles.canvas().layoutId())
          .as("%s", vector)
          .isEqualTo(vector.get("aspect_ratio_id").asInt());
      assertThat(processor.slots()).isEqualTo(vector.get("shape").get(0).asInt());
      assertThat(processor.tileSize()).isEqualTo(vector.get("shape").get(2).asInt());
      float[] values = new float[processor.values()];
      processor.normalise(tiles, values, 0);
      assertThat(sha256(values)).as("%s", vector).isEqualTo(vector.get("sha256").asText());
    }
  }

  private static String sha256(float[] values) throws GeneralSecurityException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }

  @Test
  void blendsEveryKindOfTransparencyWithWhite() throws IOException {
    for (JsonNode vector : vectors("white")) {
      RgbImage image =
          vector.get("file").isNull()
              ? everyColourUnderEveryAlpha()
              : ImageDecoder.decode(file(vector.get("file").asText()));
      assertThat(image.overWhite().sha256())
          .as("%s", vector)
          .isEqualTo(vector.get("sha256").asText());
      assertThat(image.overWhite().alpha()).isEmpty();
    }
  }

  private static RgbImage everyColourUnderEveryAlpha() {
    byte[] rgb = new byte[3 * 256 * 256];
    byte[] alpha = new byte[256 * 256];
    for (int i = 0; i < alpha.length; i++) {
      alpha[i] = (byte) (i / 256);
      for (int c = 0; c < 3; c++) {
        rgb[3 * i + c] = (byte) i;
      }
    }
    return new RgbImage(256, 256, rgb, Optional.of(alpha));
  }

  @Test
  void leavesTheRestOfTheCanvasBlackBeforeNormalisingAndEmptySlotsAtZero() throws IOException {
    MllamaImageProcessor processor =
        processor(
            "{\"size\": {\"height\": 4, \"width\": 4}, \"image_mean\": 0.25, \"image_std\": 2}");
    byte[] white = new byte[3 * 4 * 2];
    java.util.Arrays.fill(white, (byte) 255);
    Tiles tiles = processor.process(new RgbImage(4, 2, white));
    float[] values = new float[processor.values()];
    processor.normalise(tiles, values, 0);
    assertThat(values[0]).isEqualTo((1 - 0.25f) / 2);
    assertThat(values[15]).isEqualTo(-0.25f / 2);
    assertThat(values[3 * 16]).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"do_pad\": false}|do_pad is false",
        "{\"do_resize\": false}|do_resize is false",
        "{\"size\": {\"height\": 56, \"width\": 70}}|size is {\"height\":56,\"width\":70}",
        "{\"size\": {\"height\": 56}}|size is",
        "{\"max_image_tiles\": 0}|max_image_tiles is 0",
        "{\"max_image_tiles\": 101}|max_image_tiles is 101, expected at most 100",
        "{\"resample\": 0}|resample is 0"
      })
  void refusesAFileThatItCannotFollow(String json, String words) {
    assertThatThrownBy(() -> processor(json))
        .isInstanceOf(WordsightException.class)
        .hasMessageContainingAll("preprocessor_config.json", words);
  }
}
