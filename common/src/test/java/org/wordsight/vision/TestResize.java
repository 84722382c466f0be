package org.wordsight.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestResize {
  @ParameterizedTest
  @EnumSource
  void givesPillowsBits(PillowRelease release) {
    for (JsonNode vector : Vectors.of("resize")) {
      JsonNode from = vector.get("from");
      JsonNode to = vector.get("to");
      RgbImage resized =
          Resize.valueOf(vector.get("filter").asText())
              .resize(
                  Vectors.pattern(from.get(0).asInt(), from.get(1).asInt()),
                  to.get(0).asInt(),
                  to.get(1).asInt(),
                  release);
      assertThat(resized.sha256())
          .as("%s", vector)
          .isEqualTo(vector.get("sha256").get(release.name()).asText());
    }
  }

  @Test
  void givesTheBitsOfPillowsRuleWrittenPlainlyAtRandomSizes() {
    Random random = new Random(4);
    for (int round = 0; round < 300; round++) {
      RgbImage image = noise(random, 1 + random.nextInt(70), 1 + random.nextInt(70));
      assertPlainRule(image, 1 + random.nextInt(90), 1 + random.nextInt(90));
    }
  }

  @Test
  void givesTheBitsOfPillowsRuleAtExtremeRatiosAndSidesOfOnePixel() {
    Random random = new Random(5);
    int[] sides = {1, 2, 3, 5, 199, 1500};
    for (int width : sides) {
      for (int height : sides) {
        if (width * height <= 20_000) {
          RgbImage image = noise(random, width, height);
          assertPlainRule(image, 1, 1);
          assertPlainRule(image, 1, 1 + random.nextInt(900));
          assertPlainRule(image, 1 + random.nextInt(900), 1);
          assertPlainRule(image, 2 * width + 1, Math.max(1, height / 2));
          assertPlainRule(image, Math.max(1, width / 3), height);
        }
      }
    }
  }

  @Test
  void givesTheBitsOfPillowsRuleForEveryPairOfLevels() {
    byte[] pairs = new byte[3 * 256 * 512];
    for (int i = 0; i < pairs.length; i++) {
      int row = i / (3 * 512);
      int column = i / 3 % 512;
      pairs[i] = (byte) (column % 2 == 0 ? row : column / 2 + i % 3 * 85);
    }
    RgbImage image = new RgbImage(512, 256, pairs);
    assertPlainRule(image, 1024, 256);
    assertPlainRule(image, 300, 256);
    assertPlainRule(image, 512, 400);
  }

  private static void assertPlainRule(RgbImage image, int width, int height) {
    for (PillowRelease release : PillowRelease.values()) {
      for (Resize filter : Resize.values()) {
        assertThat(filter.resize(image, width, height, release))
            .as("%s %s of %s to %d x %d", release, filter, image, width, height)
            .isEqualTo(PlainResize.resize(filter, image, width, height, release));
      }
    }
  }

  /**
   * Pixels of all levels, or only of the lowest and the highest, at which filters leave the range.
   */
  private static RgbImage noise(Random random, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    boolean extreme = random.nextInt(3) == 0;
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (extreme ? -random.nextInt(2) : random.nextInt(256));
    }
    return new RgbImage(width, height, rgb);
  }

  @Test
  void staysWithinTwoRoundingsOfTheRuleInDoublePrecision() {
    Random random = new Random(3);
    for (int round = 0; round < 40; round++) {
      RgbImage image = Vectors.pattern(1 + random.nextInt(50), 1 + random.nextInt(50));
      int width = 1 + random.nextInt(90);
      int height = 1 + random.nextInt(90);
      PillowRelease release = PillowRelease.UP_TO_12;
      for (Resize filter : Resize.values()) {
        RgbImage resized = filter.resize(image, width, height, release);
        double[] exact = exactly(filter, image, width, height);
        for (int i = 0; i < exact.length; i++) {
          assertThat((double) (resized.rgb()[i] & 0xff))
              .as("%s of %s to %d x %d, value %d", filter, image, width, height, i)
              .isBetween(exact[i] - 1.2, exact[i] + 1.2);
        }
      }
    }
  }

  @Test
  void knowsWhichPillowReversesTheOrderOfThePasses() {
    assertThat(PillowRelease.of("12.3.0")).isEqualTo(PillowRelease.UP_TO_12);
    assertThat(PillowRelease.of("9.5.0")).isEqualTo(PillowRelease.UP_TO_12);
    assertThat(PillowRelease.of("13.0.0")).isEqualTo(PillowRelease.SINCE_13);
    assertThat(PillowRelease.of("unknown")).isEqualTo(PillowRelease.CURRENT);
  }

  @Test
  void doesNotChangeAnImageOfTheRightSize() {
    RgbImage image = Vectors.pattern(8, 6);
    assertThat(Resize.BICUBIC.resize(image, 8, 6)).isSameAs(image);
  }

  @Test
  void keepsAPlainColourAtEverySize() {
    byte[] gray = new byte[3 * 30 * 20];
    Arrays.fill(gray, (byte) 201);
    for (int side = 1; side < 60; side += 7) {
      assertThat(Resize.BICUBIC.resize(new RgbImage(30, 20, gray), side, 2 * side).rgb())
          .containsOnly(201);
    }
  }

  @Test
  void refusesAnEmptyTarget() {
    assertThatThrownBy(() -> Resize.BILINEAR.resize(Vectors.pattern(2, 2), 0, 1))
        .hasMessage("Cannot resize to 0 x 1");
  }

  /** The rule in a simple form: two passes, clamped but never rounded. */
  private static double[] exactly(Resize filter, RgbImage image, int width, int height) {
    double[] source = new double[image.rgb().length];
    for (int i = 0; i < source.length; i++) {
      source[i] = image.rgb()[i] & 0xff;
    }
    double[] across = new double[3 * width * image.height()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          int line = 3 * image.width() * y + c;
          double value = average(filter, source, line, 3, image.width(), width, x);
          across[3 * (width * y + x) + c] = clamp(value);
        }
      }
    }
    double[] down = new double[3 * width * height];
    for (int i = 0; i < 3 * width; i++) {
      for (int y = 0; y < height; y++) {
        down[3 * width * y + i] =
            clamp(average(filter, across, i, 3 * width, image.height(), height, y));
      }
    }
    return down;
  }

  private static double average(
      Resize filter, double[] values, int start, int stride, int from, int to, int at) {
    double scale = (double) from / to;
    double shrink = Math.max(1, scale);
    double centre = (at + 0.5) * scale;
    double reach = filter.support() * shrink;
    double sum = 0;
    double total = 0;
    // Pillow takes the pixels whose centre, cut to whole pixels, is within the filter's width.
    for (int i = Math.max(0, (int) (centre - reach + 0.5));
        i < Math.min(from, (int) (centre + reach + 0.5));
        i++) {
      double weight = filter.weight((i + 0.5 - centre) / shrink);
      sum += weight * values[start + stride * i];
      total += weight;
    }
    return sum / total;
  }

  private static double clamp(double value) {
    return Math.max(0, Math.min(255, value));
  }
}
