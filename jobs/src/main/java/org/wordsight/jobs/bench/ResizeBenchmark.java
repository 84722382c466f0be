package org.wordsight.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.Resize;
import org.wordsight.vision.RgbImage;

/** Our resize, compared with Pillow's on one thread each. The pixels are compared too. */
final class ResizeBenchmark implements SpeedBenchmark {
  /**
   * A measured run resizes at least this many source pixels, since the clock is too coarse for
   * fewer.
   */
  private static final long PIXELS_A_RUN = 60_000_000;

  private static final int WARM_UPS = 5;

  private record Sizes(int fromWidth, int fromHeight, int toWidth, int toHeight) {
    String name() {
      return "%dx%d to %dx%d".formatted(fromWidth, fromHeight, toWidth, toHeight);
    }

    long pixels() {
      return (long) fromWidth * fromHeight;
    }
  }

  /** A photograph from a camera, and one from the web in the size that Qwen2-VL needs. */
  private static final List<Sizes> SIZES =
      List.of(new Sizes(4000, 3000, 1036, 784), new Sizes(564, 752, 560, 756));

  @Override
  public String name() {
    return "resize";
  }

  @Override
  public String summary() {
    return "bicubic resize of images, source megapixels/s, beside Pillow";
  }

  @Override
  public void run(BenchSession session) {
    List<BenchCase> cases = new ArrayList<>();
    List<Map<String, Object>> work = new ArrayList<>();
    for (Sizes sizes : SIZES) {
      int repeats = (int) Math.ceil((double) PIXELS_A_RUN / sizes.pixels());
      RgbImage image = gradients(sizes.fromWidth(), sizes.fromHeight());
      String sha256 = resized(image, sizes).sha256();
      BenchCase of =
          new BenchCase(
              sizes.name(),
              "source megapixels/s",
              1e6,
              OptionalInt.of(1),
              Map.of("filter", "bicubic", "images_a_run", repeats, "pixels_sha256", sha256));
      session.ours(
          of,
          WARM_UPS,
          () -> {
            for (int i = 0; i < repeats; i++) {
              resized(image, sizes);
            }
            return repeats * sizes.pixels();
          });
      cases.add(of);
      work.add(
          Map.of(
              "case", sizes.name(),
              "from", List.of(sizes.fromWidth(), sizes.fromHeight()),
              "to", List.of(sizes.toWidth(), sizes.toHeight()),
              "repeats", repeats));
    }
    session.peer("resize.py", cases, Map.of("work", work, "warm_ups", 1));
  }

  private static RgbImage resized(RgbImage image, Sizes sizes) {
    return Resize.BICUBIC.resize(image, sizes.toWidth(), sizes.toHeight(), PillowRelease.CURRENT);
  }

  /** A picture of gradients; the peer draws the same. */
  private static RgbImage gradients(int width, int height) {
    byte[] rgb = new byte[RgbImage.CHANNELS * width * height];
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
          rgb[at++] = (byte) (x * (c + 1) + y * (3 - c) + (x / 31 + y / 17) % 2 * 90);
        }
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
