package org.wordsight.verify;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.wordsight.data.Sha256;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.MllamaImageProcessor;
import org.wordsight.vision.MllamaImageProcessor.Tiles;
import org.wordsight.vision.Qwen2VlImageProcessor;
import org.wordsight.vision.Qwen2VlImageProcessor.Patches;
import org.wordsight.vision.RgbImage;

/** An image through a preprocessor: its pixels after resize, and the sizes that follow. */
final class PixelsKind implements Kind {
  @Override
  public boolean needsModel() {
    return false;
  }

  @Override
  public void compare(ReferenceCase each, Subject subject, Comparisons comparisons) {
    Reference reference = subject.reference();
    byte[] content = ImageDecoder.bytes(reference.path(each.text("image")));
    comparisons.equal("mode", ImageDecoder.header(content, each.name()).mode(), each.text("mode"));
    RgbImage image = ImageDecoder.decode(content, each.name());
    String architecture = reference.architecture().orElse("");
    switch (architecture) {
      case "qwen2_vl" -> compareQwen2Vl(each, image, reference, comparisons);
      case "mllama" -> compareMllama(each, image, reference, comparisons);
      default -> comparisons.failed("pixels", "no preprocessor for architecture " + architecture);
    }
  }

  private static Path preprocessor(ReferenceCase each, Reference reference) {
    return reference.path(each.text("preprocessor"));
  }

  private static void compareQwen2Vl(
      ReferenceCase each, RgbImage image, Reference reference, Comparisons comparisons) {
    Patches patches =
        Qwen2VlImageProcessor.read(preprocessor(each, reference), reference.pillow())
            .process(image, each.name());
    RgbImage pixels = patches.pixels();
    comparePixels(
        each, pixels.rgb(), reference, comparisons, pixels.height(), pixels.width(), 3L);
    compareNumbers(
        each, "image_grid_thw", comparisons, patches.time(), patches.rows(), patches.columns());
    comparisons.equal("image_tokens", patches.tokens(), each.integer("image_tokens"));
    compareNumbers(each, "pixel_values_shape", comparisons, patches.count(), patches.width());
  }

  private static void compareMllama(
      ReferenceCase each, RgbImage image, Reference reference, Comparisons comparisons) {
    MllamaImageProcessor processor =
        MllamaImageProcessor.read(preprocessor(each, reference), reference.pillow());
    Tiles tiles = processor.process(image);
    int side = processor.tileSize();
    byte[] pixels = new byte[tiles.count() * RgbImage.CHANNELS * side * side];
    int at = 0;
    for (RgbImage tile : tiles.tiles()) {
      System.arraycopy(tile.rgb(), 0, pixels, at, tile.rgb().length);
      at += tile.rgb().length;
    }
    comparePixels(each, pixels, reference, comparisons, tiles.count(), side, side, 3L);
    comparisons.equal(
        "aspect_ratio_id", tiles.canvas().layoutId(), each.integer("aspect_ratio_id"));
    comparisons.equal("tiles", tiles.count(), each.integer("tiles"));
    compareNumbers(each, "aspect_ratio_mask", comparisons, processor.filledSlots(tiles));
    compareNumbers(
        each, "pixel_values_shape", comparisons, 1, 1, processor.slots(), 3, side, side);
  }

  private static void comparePixels(
      ReferenceCase each,
      byte[] pixels,
      Reference reference,
      Comparisons comparisons,
      long... shape) {
    compareNumbers(each, "shape", comparisons, shape);
    if (each.tensors().containsKey("pixels")) {
      comparisons.equal("pixels", pixels, reference.bytes(each.tensors().get("pixels")));
    }
    comparisons.equal("sha256", Sha256.plain(pixels), each.text("sha256"));
  }

  private static void compareNumbers(
      ReferenceCase each, String quantity, Comparisons comparisons, long... ours) {
    List<Long> numbers = Arrays.stream(ours).boxed().toList();
    comparisons.equal(quantity, numbers, ChatKind.longs(each.value(quantity)));
  }
}
