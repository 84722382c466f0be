package org.wordsight.verify;

import java.util.List;
import org.wordsight.data.Sha256;
import org.wordsight.model.ConfigFile;
import org.wordsight.vision.Canvas;
import org.wordsight.vision.FeatureMap;
import org.wordsight.vision.LlavaOnevisionImageProcessor;
import org.wordsight.vision.LlavaOnevisionImageProcessor.Tiles;
import org.wordsight.vision.RgbImage;

/** Pixels and sizes of LLaVA-OneVision: an image alone, whole and in tiles. */
final class LlavaOnevisionPixels implements PixelsKind.Preprocessing {
  private static final String PUBLISHED = "full_size/";
  private static final int PUBLISHED_PATCH_SIDE = 14;
  private static final int LARGEST_TILES = 9;

  @Override
  public void compare(
      ReferenceCase each, RgbImage image, Subject subject, Comparisons comparisons) {
    Reference reference = subject.reference();
    LlavaOnevisionImageProcessor processor =
        LlavaOnevisionImageProcessor.read(
            reference.path(each.text("preprocessor")), reference.pillow());
    Canvas canvas = processor.canvas(image.width(), image.height());
    Tiles tiles = processor.process(image);
    long count = tiles.count();
    long side = processor.side();
    comparisons.equal("shape", List.of(count, side, side, 3L), ChatKind.longs(each.value("shape")));
    if (each.tensors().containsKey("pixels")) {
      comparisons.equal("pixels", tiles.pixels(), reference.bytes(each.tensors().get("pixels")));
    }
    comparisons.equal("sha256", Sha256.plain(tiles.pixels()), each.text("sha256"));
    comparisons.equal(
        "image_size",
        List.of((long) image.height(), (long) image.width()),
        ChatKind.longs(each.value("image_size")));
    comparisons.equal(
        "canvas",
        List.of((long) canvas.height(), (long) canvas.width()),
        ChatKind.longs(each.value("canvas")));
    comparisons.equal(
        "image_tokens",
        tokens(image, canvas, processor.side(), patchSide(each, subject)),
        each.integer("image_tokens"));
    comparisons.equal(
        "pixel_values_shape",
        List.of(1L, count, 3L, side, side),
        ChatKind.longs(each.value("pixel_values_shape")));
  }

  private static int tokens(RgbImage image, Canvas canvas, int side, int patchSide) {
    int grid = side / patchSide;
    FeatureMap map =
        FeatureMap.of(
            image.width(),
            image.height(),
            canvas.height() / side,
            canvas.width() / side,
            grid,
            LARGEST_TILES);
    return grid * grid + map.tokens();
  }

  /** Preprocessor files do not say it: the checkpoint does, unless its sizes are the published. */
  private static int patchSide(ReferenceCase each, Subject subject) {
    if (each.text("preprocessor").startsWith(PUBLISHED) || !subject.hasCheckpoint()) {
      return PUBLISHED_PATCH_SIDE;
    }
    return ConfigFile.read(subject.checkpoint().resolve("config.json"))
        .requiredSection("vision_config")
        .positive("patch_size", PUBLISHED_PATCH_SIDE);
  }
}
