package org.wordsight.verify;

import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.RgbImage;

/** An image through a preprocessor: its pixels after resize, and the sizes that follow. */
final class PixelsKind implements Kind {
  /** What a model's own preprocessor makes of an image. */
  interface Preprocessing {
    void compare(ReferenceCase each, RgbImage image, Subject subject, Comparisons comparisons);
  }

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
      case "qwen2_vl" -> new Qwen2VlPixels().compare(each, image, subject, comparisons);
      case "llava_onevision" ->
          new LlavaOnevisionPixels().compare(each, image, subject, comparisons);
      case "mllama" -> new MllamaPixels().compare(each, image, subject, comparisons);
      default -> comparisons.failed("pixels", "no preprocessor for architecture " + architecture);
    }
  }
}
