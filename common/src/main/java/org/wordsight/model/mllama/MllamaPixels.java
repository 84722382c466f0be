package org.wordsight.model.mllama;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.wordsight.model.architecture.ImageProcessing;
import org.wordsight.vision.MllamaImageProcessor;
import org.wordsight.vision.MllamaImageProcessor.Tiles;
import org.wordsight.vision.RgbImage;

/** Pixels and sizes of Mllama's images: their tiles. */
record MllamaPixels(MllamaImageProcessor processor) implements ImageProcessing {
  @Override
  public Pixels process(RgbImage image, String name) {
    Tiles tiles = processor.process(image);
    long count = tiles.count();
    long side = processor.tileSize();
    return new Pixels(
        pixels(tiles),
        List.of(count, side, side, (long) RgbImage.CHANNELS),
        Map.of(
            "tiles",
            List.of(count),
            "aspect_ratio_id",
            List.of((long) tiles.canvas().layoutId()),
            "aspect_ratio_mask",
            Arrays.stream(processor.filledSlots(tiles)).boxed().toList(),
            "pixel_values_shape",
            List.of(1L, 1L, (long) processor.slots(), (long) RgbImage.CHANNELS, side, side)));
  }

  private static byte[] pixels(Tiles tiles) {
    int bytes = tiles.tiles().get(0).rgb().length;
    byte[] pixels = new byte[tiles.count() * bytes];
    for (int i = 0; i < tiles.count(); i++) {
      System.arraycopy(tiles.tiles().get(i).rgb(), 0, pixels, i * bytes, bytes);
    }
    return pixels;
  }
}
