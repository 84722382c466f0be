package org.wordsight.verify;

import java.util.List;
import org.wordsight.vision.ImageDecoder;
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
    String architecture = reference.architecture().orElse("");
    if (!architecture.equals("qwen2_vl")) {
      comparisons.failed("pixels", "no preprocessor for architecture " + architecture);
      return;
    }
    byte[] content = ImageDecoder.bytes(reference.path(each.text("image")));
    comparisons.equal("mode", ImageDecoder.header(content, each.name()).mode(), each.text("mode"));
    Patches patches =
        Qwen2VlImageProcessor.read(reference.path(each.text("preprocessor")), reference.pillow())
            .process(ImageDecoder.decode(content, each.name()), each.name());
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
