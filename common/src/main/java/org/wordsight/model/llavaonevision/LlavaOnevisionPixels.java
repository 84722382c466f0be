package org.wordsight.model.llavaonevision;

import java.util.List;
import java.util.Map;
import org.wordsight.model.architecture.ImageProcessing;
import org.wordsight.vision.Canvas;
import org.wordsight.vision.FeatureMap;
import org.wordsight.vision.LlavaOnevisionImageProcessor;
import org.wordsight.vision.LlavaOnevisionImageProcessor.Tiles;
import org.wordsight.vision.RgbImage;

/**
 * Pixels and sizes of a single LLaVA-OneVision image, whole and in tiles.
 *
 * @param patchSide of the vision tower, which the processor's settings do not have
 */
record LlavaOnevisionPixels(LlavaOnevisionImageProcessor processor, int patchSide)
    implements ImageProcessing {
  /** The value of {@code vision_aspect_ratio} in every published checkpoint. */
  private static final int LARGEST_TILES = 9;

  @Override
  public Pixels process(RgbImage image, String name) {
    Canvas canvas = processor.canvas(image.width(), image.height());
    Tiles tiles = processor.process(image);
    long count = tiles.count();
    long side = processor.side();
    return new Pixels(
        tiles.pixels(),
        List.of(count, side, side, (long) RgbImage.CHANNELS),
        Map.of(
            "image_size",
            List.of((long) image.height(), (long) image.width()),
            "canvas",
            List.of((long) canvas.height(), (long) canvas.width()),
            "image_tokens",
            List.of(tokens(image, canvas)),
            "pixel_values_shape",
            List.of(1L, count, (long) RgbImage.CHANNELS, side, side)));
  }

  private long tokens(RgbImage image, Canvas canvas) {
    int side = processor.side();
    int grid = side / patchSide;
    FeatureMap map =
        FeatureMap.of(
            image.width(),
            image.height(),
            canvas.height() / side,
            canvas.width() / side,
            grid,
            LARGEST_TILES);
    return (long) grid * grid + map.tokens();
  }
}
