package org.wordsight.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.Adapter;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.LoadedModel;
import org.wordsight.model.Placement;
import org.wordsight.model.Purpose;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.RgbImage;

/** A reference and its checkpoint, which is loaded when it is first needed. */
final class Subject implements AutoCloseable {
  private final Reference reference;
  private final Optional<Path> checkpoint;
  private final Placement placement;
  private final boolean traced;
  private Optional<LoadedModel> loaded = Optional.empty();
  private Optional<LoadedModel> learning = Optional.empty();

  /**
   * @param traced whether hidden states are shown layer by layer
   */
  Subject(Reference reference, Optional<Path> checkpoint, Placement placement, boolean traced) {
    this.reference = reference;
    this.checkpoint = checkpoint;
    this.placement = placement;
    this.traced = traced;
  }

  boolean traced() {
    return traced;
  }

  Reference reference() {
    return reference;
  }

  boolean hasCheckpoint() {
    return checkpoint.isPresent();
  }

  Path checkpoint() {
    return checkpoint.orElseThrow(
        () ->
            WordsightException.usage(
                "Cannot verify: the reference has no checkpoint. Name one with --model DIR."));
  }

  /** The model for answers. */
  LoadedModel model() {
    if (loaded.isEmpty()) {
      loaded =
          Optional.of(
              LoadedModel.load(
                  checkpoint(),
                  placement.precision(),
                  placement.device(),
                  Purpose.ANSWER,
                  reference.pillow()));
    }
    return loaded.get();
  }

  /** The same model for training. */
  LoadedModel learningModel() {
    if (learning.isEmpty()) {
      learning =
          Optional.of(
              LoadedModel.load(
                  checkpoint(), placement.precision(), placement.device(), Purpose.LEARN));
    }
    return learning.get();
  }

  Adapter adapter(String folder) {
    LanguageShape shape = LanguageShape.of(model().modelType(), model().decoder().config());
    return PeftFolder.read(reference.path(folder), shape);
  }

  /** The images that messages show, in order. */
  List<RgbImage> images(JsonNode messages) {
    List<RgbImage> images = new ArrayList<>();
    for (JsonNode message : messages) {
      for (JsonNode part : message.path("content")) {
        if (part.path("type").asText().equals("image")) {
          images.add(ImageDecoder.decode(reference.path(part.path("path").asText())));
        }
      }
    }
    return images;
  }

  @Override
  public void close() {
    loaded.ifPresent(LoadedModel::close);
    learning.ifPresent(LoadedModel::close);
  }
}
