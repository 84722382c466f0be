package org.wordsight.vision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class TestFeatureMap {
  private static final int GRID = 27;
  private static final int LARGEST_TILES = 9;

  @Test
  void roundsAsHuggingFaceDoesAtEveryEdge() {
    int compared = 0;
    for (JsonNode table : Vectors.of("llavaonevision/vectors.json", "tables")) {
      LlavaOnevisionImageProcessor processor =
          LlavaOnevisionImageProcessor.of(
              PreprocessorFile.read(
                  Vectors.file("llavaonevision/" + table.get("preprocessor").asText())),
              PillowRelease.CURRENT);
      int grid = table.get("grid").asInt();
      for (JsonNode row : table.get("sizes")) {
        int[] numbers = new int[row.size()];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = row.get(i).asInt();
        }
        FeatureMap map =
            FeatureMap.of(
                numbers[0],
                numbers[1],
                numbers[2] / processor.side(),
                numbers[3] / processor.side(),
                grid,
                table.get("largest_tiles").asInt());
        assertThat(map)
            .as("%s of %s", row, table.get("preprocessor"))
            .isEqualTo(
                new FeatureMap(
                    numbers[6], numbers[7], numbers[8], numbers[9], numbers[10], numbers[11]));
        assertThat(grid * grid + map.tokens()).isEqualTo(numbers[12]);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(400);
  }

  @Test
  void leavesOneRowMoreIfThePaddingIsOdd() {
    // The canvas has 27 rows and is twice as wide as high. 14 rows are image, with 6 empty rows
    // above and 7 below.
    assertThat(FeatureMap.of(1000, 260, 1, 2, GRID, LARGEST_TILES))
        .isEqualTo(new FeatureMap(6, 0, 15, 54, 15, 54));
  }

  @Test
  void keepsAMapThatIsOnlyALittleTooLarge() {
    assertThat(FeatureMap.of(1152, 1152, 3, 3, GRID, LARGEST_TILES).keptRows()).isEqualTo(81);
    // Ten tiles are a ninth more than nine. The square root of 10/9 is below 1.1.
    assertThat(FeatureMap.of(1920, 768, 2, 5, GRID, LARGEST_TILES).keptRows()).isEqualTo(54);
    assertThat(FeatureMap.of(1536, 1152, 3, 4, GRID, LARGEST_TILES))
        .isEqualTo(new FeatureMap(0, 0, 81, 108, 70, 93));
  }

  @Test
  void keepsNothingOfAnImageLowerThanAFeature() {
    FeatureMap map = FeatureMap.of(500, 1, 2, 2, 4, LARGEST_TILES);
    assertThat(map).isEqualTo(new FeatureMap(4, 0, 0, 8, 0, 8));
    assertThat(map.tokens()).isZero();
    assertThat(map.vanishes()).isFalse();
  }

  @Test
  void knowsWhenPoolingLeavesNothing() {
    FeatureMap map = FeatureMap.of(252, 13, 6, 6, 3, 1);
    assertThat(map).isEqualTo(new FeatureMap(9, 0, 0, 18, 0, 18));
    assertThat(FeatureMap.of(252, 13, 1, 6, 3, 1))
        .isEqualTo(new FeatureMap(1, 0, 1, 18, 0, 12))
        .matches(FeatureMap::vanishes);
  }
}
