package org.wordsight.verify;

import java.util.Arrays;
import java.util.List;
import org.wordsight.data.Sha256;
import org.wordsight.vision.MllamaImageProcessor;
import org.wordsight.vision.MllamaImageProcessor.Tiles;
import org.wordsight.vision.RgbImage;

/** Pixels and sizes of Mllama: the tiles of an image. */
final class MllamaPixels implements PixelsKind.Preprocessing {
  @Override
  public void compare(
      ReferenceCase each, RgbImage image, Subject subject, Comparisons comparisons) {
    Reference reference = subject.reference();
    MllamaImageProcessor processor =
        MllamaImageProcessor.read(reference.path(each.text("preprocessor")), reference.pillow());
    Tiles tiles = processor.process(image);
    long count = tiles.count();
    long side = processor.tileSize();
    byte[] pixels = pixels(tiles);
    comparisons.equal("shape", List.of(count, side, side, 3L), ChatKind.longs(each.value("shape")));
    if (each.tensors().containsKey("pixels")) {
      comparisons.equal("pixels", pixels, reference.bytes(each.tensors().get("pixels")));
    }
    comparisons.equal("sha256", Sha256.plain(pixels), each.text("sha256"));
    comparisons.equal("tiles", tiles.count(), each.integer("tiles"));
    comparisons.equal(
        "aspect_ratio_id", tiles.canvas().layoutId(), each.integer("aspect_ratio_id"));
    comparisons.equal(
        "aspect_ratio_mask",
        Arrays.stream(processor.filledSlots(tiles)).boxed().toList(),
        ChatKind.longs(each.value("aspect_ratio_mask")));
    comparisons.equal(
        "pixel_values_shape",
        List.of(1L, 1L, (long) processor.slots(), 3L, side, side),
        ChatKind.longs(each.value("pixel_values_shape")));
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
