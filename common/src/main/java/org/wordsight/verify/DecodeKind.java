package org.wordsight.verify;

import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.ImageHeader;
import org.wordsight.vision.RgbImage;

/** An image file as Pillow decodes it to RGB. */
final class DecodeKind implements Kind {
  private static final double MEAN_LEVELS = 1.0;

  @Override
  public boolean needsModel() {
    return false;
  }

  @Override
  public void compare(ReferenceCase each, Subject subject, Comparisons comparisons) {
    byte[] content = ImageDecoder.bytes(subject.reference().path(each.text("image")));
    if (each.tagged("optional") && !ImageDecoder.reads(content)) {
      comparisons.skipped("a format that is not read");
      return;
    }
    ImageHeader header = ImageDecoder.header(content, each.name());
    RgbImage image = ImageDecoder.decode(content, each.name());
    comparisons.equal("mode", header.mode(), each.text("mode"));
    comparisons.equal("width", image.width(), each.integer("width"));
    comparisons.equal("height", image.height(), each.integer("height"));
    byte[] theirs = subject.reference().bytes(each.tensors().get("pixels"));
    boolean exact = each.value("exact").booleanValue();
    if (exact || theirs.length != image.rgb().length) {
      comparisons.equal("pixels", image.rgb(), theirs);
    } else {
      comparisons.mean("pixels", meanDifference(image.rgb(), theirs), MEAN_LEVELS);
    }
  }

  private static double meanDifference(byte[] ours, byte[] theirs) {
    long sum = 0;
    for (int i = 0; i < ours.length; i++) {
      sum += Math.abs((ours[i] & 0xff) - (theirs[i] & 0xff));
    }
    return (double) sum / ours.length;
  }
}
