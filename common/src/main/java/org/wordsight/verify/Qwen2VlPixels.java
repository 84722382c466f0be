package org.wordsight.verify;

import java.util.List;
import org.wordsight.vision.Qwen2VlImageProcessor;
import org.wordsight.vision.Qwen2VlImageProcessor.Patches;
import org.wordsight.vision.RgbImage;

/** Pixels and sizes of Qwen2-VL. */
final class Qwen2VlPixels implements PixelsKind.Preprocessing {
  @Override
  public void compare(
      ReferenceCase each, RgbImage image, Subject subject, Comparisons comparisons) {
    Reference reference = subject.reference();
    Patches patches =
        Qwen2VlImageProcessor.read(reference.path(each.text("preprocessor")), reference.pillow())
            .process(image, each.name());
    RgbImage pixels = patches.pixels();
    comparisons.equal(
        "shape",
        List.of((long) pixels.height(), (long) pixels.width(), 3L),
        ChatKind.longs(each.value("shape")));
    if (each.tensors().containsKey("pixels")) {
      comparisons.equal("pixels", pixels.rgb(), reference.bytes(each.tensors().get("pixels")));
    }
    comparisons.equal("sha256", pixels.sha256(), each.text("sha256"));
    comparisons.equal(
        "image_grid_thw",
        List.of(
            (long) patches.grid().time(),
            (long) patches.grid().rows(),
            (long) patches.grid().columns()),
        ChatKind.longs(each.value("image_grid_thw")));
    comparisons.equal("image_tokens", patches.grid().tokens(), each.integer("image_tokens"));
    comparisons.equal(
        "pixel_values_shape",
        List.of((long) patches.grid().count(), (long) patches.width()),
        ChatKind.longs(each.value("pixel_values_shape")));
  }
}
