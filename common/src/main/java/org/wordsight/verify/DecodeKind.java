package org.wordsight.verify;

import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.ImageHeader;
import org.wordsight.vision.RgbImage;

/** An image file, decoded to RGB as Pillow does. */
final class DecodeKind implements Kind {
  private static final double MEAN_LEVELS = 1.0;

  @Override
  public boolean needsModel() {
    return false;
  }

  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    byte[] content = ImageDecoder.bytes(subject.reference().path(each.text("image")), each.name());
    if (each.tagged("optional") && !ImageDecoder.reads(content)) {
      checks.skipped("a format that is not read");
      return;
    }
    ImageHeader header = ImageDecoder.header(content, each.name());
    RgbImage image = ImageDecoder.decode(content, each.name());
    checks.equal("mode", header.mode(), each.text("mode"));
    checks.equal("width", image.width(), each.integer("width"));
    checks.equal("height", image.height(), each.integer("height"));
    byte[] theirs = subject.reference().bytes(each.tensors().get("pixels"));
    boolean exact = each.value("exact").booleanValue();
    if (exact || theirs.length != image.rgb().length) {
      checks.equal("pixels", image.rgb(), theirs);
    } else {
      checks.mean("pixels", meanDifference(image.rgb(), theirs), MEAN_LEVELS);
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
