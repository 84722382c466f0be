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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wordsight.error.ExitCode;
import org.wordsight.error.WordsightException;

class TestQwen2VlImageProcessor {
  private static final Qwen2VlImageProcessor PUBLISHED =
      Qwen2VlImageProcessor.of(
          PreprocessorFile.read(Vectors.file("qwen2vl/published.json")), PillowRelease.CURRENT);

  @Test
  void givesThePatchesOfHuggingFaceBitForBit() throws GeneralSecurityException {
    for (JsonNode vector : Vectors.of("qwen2vl")) {
      Qwen2VlImageProcessor processor =
          Qwen2VlImageProcessor.of(
              PreprocessorFile.read(Vectors.file("qwen2vl/" + vector.get("preprocessor").asText())),
              PillowRelease.SINCE_13);
      JsonNode from = vector.get("from");
      Qwen2VlImageProcessor.Patches patches =
          processor.process(Vectors.pattern(from.get(0).asInt(), from.get(1).asInt()), "a.png");
      int[] grid = {patches.grid().time(), patches.grid().rows(), patches.grid().columns()};
      for (int i = 0; i < grid.length; i++) {
        assertThat(grid[i])
            .as("grid[%d] of %s", i, vector)
            .isEqualTo(vector.get("grid").get(i).asInt());
      }
      assertThat(patches.grid().count())
          .as("%s", vector)
          .isEqualTo(vector.get("shape").get(0).asInt());
      assertThat(patches.width()).as("%s", vector).isEqualTo(vector.get("shape").get(1).asInt());
      assertThat(sha256(patches.patches_NP()))
          .as("%s", vector)
          .isEqualTo(vector.get("sha256").asText());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "564, 752, 560, 756, 540",
    "846, 564, 840, 560, 600",
    "564, 376, 560, 364, 260",
    "1024, 1024, 1036, 1036, 1369",
    "3000, 2000, 2996, 1988, 7597",
    "70, 70, 56, 56, 4",
    "126, 126, 112, 112, 16",
    "182, 238, 168, 224, 48"
  })
  void roundsSidesToWholeMergedPatchesWithHalvesToEven(
      int width, int height, int expectedWidth, int expectedHeight, int tokens) {
    Qwen2VlImageProcessor.Size size = PUBLISHED.size(width, height, "a.png");
    assertThat(size).isEqualTo(new Qwen2VlImageProcessor.Size(expectedWidth, expectedHeight));
    assertThat(size.width() * size.height() / (28 * 28)).isEqualTo(tokens);
  }

  @Test
  void refusesAVeryLongAndNarrowImage() {
    PUBLISHED.size(2, 400, "thread.png");
    assertThatThrownBy(() -> PUBLISHED.size(2, 401, "thread.png"))
        .isInstanceOfSatisfying(
            WordsightException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(
            "Cannot show image thread.png to this model: it is 2 x 401 pixels, expected one side to be at most 200 times the other. Crop it or remove it.");
  }

  @Test
  void namesThePreprocessorFileThatIsWrong(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("preprocessor_config.json");
    assertThatThrownBy(
            () ->
                Qwen2VlImageProcessor.of(
                    PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
        .hasMessage(
            "Cannot read %s: there is no such file. A checkpoint that sees images has this file, or image_processor in processor_config.json.",
            file);
    Files.writeString(file, "{");
    assertThatThrownBy(
            () ->
                Qwen2VlImageProcessor.of(
                    PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
        .hasMessageStartingWith("Cannot read %s: it is not JSON", file);
    Files.writeString(file, "{\"patch_size\": \"14\"}");
    assertThatThrownBy(
            () ->
                Qwen2VlImageProcessor.of(
                    PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
        .hasMessageContaining("patch_size is \"14\", expected a whole number from 1 on.");
    Files.writeString(file, "{\"min_pixels\": 90, \"max_pixels\": 80}");
    assertThatThrownBy(
            () ->
                Qwen2VlImageProcessor.of(
                    PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
        .hasMessageContaining("min_pixels is 90, expected at most max_pixels, 80.");
    Files.writeString(file, "{\"image_std\": [1, 0, 1]}");
    assertThatThrownBy(
            () ->
                Qwen2VlImageProcessor.of(
                    PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
        .hasMessageContaining("image_std is 0.0, expected more than 0.");
  }

  /** Every form that a library saves, or refuses to read; see make_transformers5_files.py. */
  @Test
  void readsTheRangeOfPixelsAsTransformersDoes(@TempDir Path folder) throws IOException {
    JsonNode stored =
        new ObjectMapper().readTree(getClass().getResource("/transformers5/qwen2_vl_sizes.json"));
    for (JsonNode spelling : stored.get("spellings")) {
      Files.writeString(
          folder.resolve("preprocessor_config.json"), spelling.get("settings").toString());
      if (spelling.has("refused")) {
        assertThatThrownBy(
                () ->
                    Qwen2VlImageProcessor.of(
                        PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
            .as("%s", spelling)
            .isInstanceOf(WordsightException.class)
            .hasMessageContaining("size");
        continue;
      }
      Qwen2VlImageProcessor processor =
          Qwen2VlImageProcessor.of(PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT);
      for (int i = 0; i < stored.get("sizes").size(); i++) {
        JsonNode size = stored.get("sizes").get(i);
        Qwen2VlImageProcessor.Grid grid =
            processor.grid(size.get(0).asInt(), size.get(1).asInt(), "a.png");
        assertThat(List.of(grid.rows(), grid.columns()))
            .as("%s", spelling)
            .containsExactly(
                spelling.get("grids").get(i).get(0).asInt(),
                spelling.get("grids").get(i).get(1).asInt());
      }
    }
  }

  @Test
  void readsTheSettingsThatTransformers5Nests(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("processor_config.json"),
        "{\"image_processor\": {\"size\": {\"shortest_edge\": 3136, \"longest_edge\": 50176}}}");
    assertThat(
            Qwen2VlImageProcessor.of(PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT)
                .grid(640, 480, "a.png")
                .rows())
        .isEqualTo(12);
    // If both exist, the nested settings count.
    Files.writeString(folder.resolve("preprocessor_config.json"), "{\"max_pixels\": 100352}");
    assertThat(
            Qwen2VlImageProcessor.of(PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT)
                .grid(640, 480, "a.png")
                .rows())
        .isEqualTo(12);
    Files.writeString(folder.resolve("processor_config.json"), "{\"num_image_tokens\": 9}");
    assertThat(
            Qwen2VlImageProcessor.of(PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT)
                .grid(640, 480, "a.png")
                .rows())
        .isEqualTo(18);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"image_processor\": 1} | image_processor is 1, expected an object",
        "{\"image_processor\": {\"patch_size\": -1}} | image_processor.patch_size is -1, expected",
        "{\"image_processor\": {\"size\": {\"shortest_edge\": 9}}} | image_processor.size.longest_edge is missing, expected a whole number",
        "{\"image_processor\": {\"image_processor_type\": \"CLIPImageProcessor\"}} | image_processor.image_processor_type is \"CLIPImageProcessor\", expected Qwen2VLImageProcessor"
      })
  void namesTheNestedKeyThatIsWrong(String text, String problem, @TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("processor_config.json"), text);
    assertThatThrownBy(
            () ->
                Qwen2VlImageProcessor.of(
                    PreprocessorFile.ofCheckpoint(folder), PillowRelease.CURRENT))
        .isInstanceOf(WordsightException.class)
        .hasMessageContainingAll("processor_config.json", problem);
  }

  private static String sha256(float[] values) throws GeneralSecurityException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}
