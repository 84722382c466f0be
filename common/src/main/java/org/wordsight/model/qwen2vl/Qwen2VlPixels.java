package org.wordsight.model.qwen2vl;

import java.util.List;
import java.util.Map;
import org.wordsight.model.architecture.ImageProcessing;
import org.wordsight.vision.Qwen2VlImageProcessor;
import org.wordsight.vision.Qwen2VlImageProcessor.Grid;
import org.wordsight.vision.Qwen2VlImageProcessor.Patches;
import org.wordsight.vision.RgbImage;

/** Pixels and sizes of Qwen2-VL's images. */
record Qwen2VlPixels(Qwen2VlImageProcessor processor) implements ImageProcessing {
  @Override
  public Pixels process(RgbImage image, String name) {
    Patches patches = processor.process(image, name);
    RgbImage pixels = patches.pixels();
    Grid grid = patches.grid();
    return new Pixels(
        pixels.rgb(),
        List.of((long) pixels.height(), (long) pixels.width(), (long) RgbImage.CHANNELS),
        Map.of(
            "image_grid_thw",
            List.of((long) grid.time(), (long) grid.rows(), (long) grid.columns()),
            "image_tokens",
            List.of((long) grid.tokens()),
            "pixel_values_shape",
            List.of((long) grid.count(), (long) patches.width())));
  }

  @Override
  public void requireSize(int width, int height, String name) {
    processor.size(width, height, name);
  }
}
