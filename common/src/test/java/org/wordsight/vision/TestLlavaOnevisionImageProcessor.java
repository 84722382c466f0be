package org.wordsight.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.data.Sha256;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;
import org.wordsight.vision.LlavaOnevisionImageProcessor.Tiles;

class TestLlavaOnevisionImageProcessor {
  private static final String VECTORS = "llavaonevision/vectors.json";
  private static final int GRID = 27;
  private static final int LARGEST_TILES = 9;
  private static final LlavaOnevisionImageProcessor PUBLISHED = processor("published.json");

  private static LlavaOnevisionImageProcessor processor(String name) {
    return LlavaOnevisionImageProcessor.of(
        PreprocessorFile.read(Vectors.file("llavaonevision/" + name)), PillowRelease.SINCE_13);
  }

  @Test
  void givesTheTilesOfHuggingFaceBitForBit() {
    for (JsonNode vector : Vectors.of(VECTORS, "pixels")) {
      LlavaOnevisionImageProcessor processor = processor(vector.get("preprocessor").asText());
      RgbImage image =
          Vectors.pattern(vector.get("from").get(0).asInt(), vector.get("from").get(1).asInt());
      Tiles tiles =
          vector.get("several").asBoolean()
              ? processor.processAmongOthers(image, "a.png")
              : processor.process(image);
      assertThat(tiles.count()).as("%s", vector).isEqualTo(vector.get("shape").get(0).asInt());
      assertThat(processor.side()).as("%s", vector).isEqualTo(vector.get("shape").get(2).asInt());
      assertThat(Sha256.plain(normalised(processor, tiles)))
          .as("%s", vector)
          .isEqualTo(vector.get("sha256").asText());
    }
  }

  private static byte[] normalised(LlavaOnevisionImageProcessor processor, Tiles tiles) {
    float[] values = new float[tiles.count() * processor.valuesOfTile()];
    for (int tile = 0; tile < tiles.count(); tile++) {
      processor.normalise(tiles, tile, values, tile * processor.valuesOfTile());
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  @Test
  void choosesTheCanvasThatHuggingFaceChooses() {
    for (JsonNode table : Vectors.of(VECTORS, "tables")) {
      LlavaOnevisionImageProcessor processor = processor(table.get("preprocessor").asText());
      for (JsonNode row : table.get("sizes")) {
        assertThat(processor.canvas(row.get(0).asInt(), row.get(1).asInt()))
            .as("%s of %s", row, table.get("preprocessor"))
            .isEqualTo(new Canvas(row.get(2).asInt(), row.get(3).asInt()));
      }
    }
  }

  @Test
  void canChooseEveryLayoutOfTiles() {
    Set<Canvas> chosen = new HashSet<>();
    for (Canvas canvas : PUBLISHED.canvases()) {
      chosen.add(PUBLISHED.canvas(canvas.width(), canvas.height()));
    }
    assertThat(chosen).hasSize(36).containsExactlyInAnyOrderElementsOf(PUBLISHED.canvases());
    assertThat(PUBLISHED.canvases())
        .isEqualTo(LlavaOnevisionImageProcessor.standard().canvases())
        .isEqualTo(LlavaOnevisionImageProcessor.standardCanvases());
  }

  @Test
  void takesTheFirstOfEqualCanvases() {
    // A square fills half of each of the two canvases.
    assertThat(PUBLISHED.canvas(300, 300)).isEqualTo(new Canvas(384, 384));
    assertThat(processor("few.json").canvas(56, 56)).isEqualTo(new Canvas(168, 56));
  }

  @ParameterizedTest
  @CsvSource({
    "564, 752, 768, 768, 5, 2943",
    "846, 564, 768, 1152, 7, 5157",
    "564, 376, 384, 768, 3, 1836",
    "1024, 1024, 1152, 1152, 10, 7371",
    "3000, 2000, 1536, 2304, 25, 7329"
  })
  void countsTilesAndTokensWithoutPixels(
      int width, int height, int canvasHeight, int canvasWidth, int tiles, int tokens) {
    Canvas canvas = PUBLISHED.canvas(width, height);
    assertThat(canvas).isEqualTo(new Canvas(canvasHeight, canvasWidth));
    int rows = canvasHeight / PUBLISHED.side();
    int columns = canvasWidth / PUBLISHED.side();
    assertThat(1 + rows * columns).isEqualTo(tiles);
    FeatureMap map = FeatureMap.of(width, height, rows, columns, GRID, LARGEST_TILES);
    assertThat(GRID * GRID + map.tokens()).isEqualTo(tokens);
  }

  @Test
  void padsBlackAroundAnImageAloneAndTheMeanColourAroundOneOfSeveral() {
    LlavaOnevisionImageProcessor processor = processor("few.json");
    byte[] white = new byte[3 * 100 * 7];
    java.util.Arrays.fill(white, (byte) 255);
    RgbImage line = new RgbImage(100, 7, white);
    Tiles alone = processor.process(line);
    assertThat(List.of(alone.rows(), alone.columns())).isEqualTo(List.of(1, 3));
    int tile = processor.valuesOfTile();
    assertThat(alone.pixels()).startsWith(-1, -1, -1);
    assertThat(java.util.Arrays.copyOfRange(alone.pixels(), tile, tile + 3)).containsOnly(0);
    // int(0.9 * 255), int(0.25 * 255), int(0.1 * 255)
    assertThat(processor.processAmongOthers(line, "a.png").pixels()).startsWith(229, 63, 25);
  }

  @Test
  void refusesASquareThatIsTooLargeAndAnImageThatIsNoTile(@TempDir Path folder) throws IOException {
    RgbImage thread = new RgbImage(20_000, 1, new byte[60_000]);
    assertThatThrownBy(() -> PUBLISHED.processAmongOthers(thread, "thread.png"))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot show image thread.png among others to this model: it is 20000 x 1 pixels, and padded to a square it would have more than 89,478,485. Crop it or show it alone.");
    assertThat(PUBLISHED.process(thread).count()).isEqualTo(2);
    Files.writeString(folder.resolve("preprocessor_config.json"), "{\"do_resize\": false}");
    LlavaOnevisionImageProcessor fixed =
        LlavaOnevisionImageProcessor.of(
            PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT);
    assertThat(fixed.processAmongOthers(Vectors.pattern(384, 9), "a.png").count()).isOne();
    assertThatThrownBy(() -> fixed.processAmongOthers(Vectors.pattern(383, 9), "a.png"))
        .hasMessageContaining("expected its longer side to be 384 because do_resize is false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"size\": {\"height\": 384, \"width\": 336}} | expected equal height and width",
        "{\"size\": {\"longest_edge\": 9}} | expected equal height and width",
        "{\"size\": 100000} | at most 89,478,485 pixels",
        "{\"image_grid_pinpoints\": []} | expected a list of pairs",
        "{\"image_grid_pinpoints\": [[384]]} | is [384], expected pairs of height and width",
        "{\"image_grid_pinpoints\": [[384, 1e9]]} | expected pairs of height and width",
        "{\"image_grid_pinpoints\": [[384, 1000000]]} | at most 89,478,485 pixels"
      })
  void namesThePreprocessorFileThatIsWrong(String text, String problem, @TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("preprocessor_config.json");
    Files.writeString(file, text);
    assertThatThrownBy(
            () ->
                LlavaOnevisionImageProcessor.of(
                    PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
        .isInstanceOf(WordsightException.class)
        .hasMessageStartingWith("Cannot use " + file)
        .hasMessageContaining(problem);
  }
}
