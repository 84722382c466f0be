package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.wordsight.data.Sha256;
import org.wordsight.model.Architectures;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.architecture.ImageProcessing;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.PreprocessorFile;
import org.wordsight.vision.RgbImage;

/**
 * An image after a preprocessor: its pixels after the resize, and the sizes that follow from it.
 */
final class PixelsKind implements Kind {
  /**
   * The folder where references keep the settings of published checkpoints, whose sizes are known.
   */
  private static final String PUBLISHED = "full_size/";

  @Override
  public boolean needsModel() {
    return false;
  }

  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    Reference reference = subject.reference();
    byte[] content = ImageDecoder.bytes(reference.path(each.text("image")), each.name());
    checks.equal("mode", ImageDecoder.header(content, each.name()).mode(), each.text("mode"));
    RgbImage image = ImageDecoder.decode(content, each.name());
    String architecture = reference.architecture().orElse("");
    Optional<ImageProcessing> processing = processing(architecture, each, subject);
    if (processing.isEmpty()) {
      checks.failed("pixels", "no preprocessor for architecture " + architecture);
      return;
    }
    compare(each, processing.get().process(image, each.name()), reference, checks);
  }

  private static Optional<ImageProcessing> processing(
      String architecture, ReferenceCase each, Subject subject) {
    PreprocessorFile settings =
        PreprocessorFile.read(subject.reference().path(each.text("preprocessor")));
    boolean published = each.text("preprocessor").startsWith(PUBLISHED) || !subject.hasCheckpoint();
    Optional<ConfigFile> config =
        published
            ? Optional.empty()
            : Optional.of(ConfigFile.read(subject.checkpoint().resolve("config.json")));
    return Architectures.find(architecture)
        .flatMap(a -> a.imageProcessing(settings, config, subject.reference().pillow()));
  }

  private static void compare(
      ReferenceCase each, ImageProcessing.Pixels ours, Reference reference, QuantityChecks checks) {
    checks.equal("shape", ours.shape(), ChatKind.longs(each.value("shape")));
    if (each.tensors().containsKey("pixels")) {
      checks.equal("pixels", ours.pixels(), reference.bytes(each.tensors().get("pixels")));
    }
    checks.equal("sha256", Sha256.plain(ours.pixels()), each.text("sha256"));
    for (Map.Entry<String, List<Long>> size : new TreeMap<>(ours.sizes()).entrySet()) {
      JsonNode theirs = each.value(size.getKey());
      checks.equal(
          size.getKey(),
          size.getValue(),
          theirs.isArray() ? ChatKind.longs(theirs) : List.of(theirs.longValue()));
    }
  }
}
