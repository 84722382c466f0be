package org.wordsight.verify;

import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.chat.ChatTemplate;
import org.wordsight.chat.Tokenizer;
import org.wordsight.error.WordsightException;
import org.wordsight.lora.LanguageShape;
import org.wordsight.lora.PeftFolder;
import org.wordsight.model.Architectures;
import org.wordsight.model.Checkpoint;
import org.wordsight.vision.ImageDecoder;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.PreprocessorFile;
import org.wordsight.vision.RgbImage;

/**
 * A broken input, which must be refused with a message that names the input; or a correct input,
 * which must be read.
 */
final class ErrorsKind implements Kind {
  @Override
  public boolean needsModel() {
    return false;
  }

  @Override
  public void compare(ReferenceCase each, Subject subject, QuantityChecks checks) {
    String quantity = each.text("what");
    boolean sound = !each.has("failure");
    try {
      read(each, subject);
    } catch (WordsightException e) {
      if (sound) {
        checks.accepted(quantity, false, e.getMessage());
      } else {
        checks.refused(quantity, names(e.getMessage(), each), e.getMessage());
      }
      return;
    }
    if (sound) {
      checks.accepted(quantity, true, "");
    } else {
      checks.refused(quantity, false, "accepted in spite of " + each.text("failure"));
    }
  }

  /** Whether a message names the file or its folder, and the tensor if the fault is in a tensor. */
  private static boolean names(String message, ReferenceCase each) {
    String file = Path.of(each.text("path")).getFileName().toString();
    return message.contains(file) && (!each.has("tensor") || message.contains(each.text("tensor")));
  }

  private static void read(ReferenceCase each, Subject subject) {
    Path path = subject.reference().path(each.text("path"));
    switch (each.text("what")) {
      case "checkpoint" -> readCheckpoint(path);
      case "adapter" -> readAdapter(path, subject.reference().path(each.text("checkpoint")));
      case "image" -> readImage(path, each.json().path("architecture").asText());
      default ->
          throw new IllegalStateException("Nothing that we know is broken: " + each.text("what"));
    }
  }

  private static void readCheckpoint(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.open(folder);
        Tokenizer tokenizer = Tokenizer.load(folder)) {
      ChatTemplate.load(folder);
      checkpoint.requireKnown(tokenizer.encode("The quick brown fox"));
      checkpoint.requireFinite(bytes -> {});
    }
  }

  private static void readAdapter(Path folder, Path checkpointFolder) {
    try (Checkpoint checkpoint = Checkpoint.open(checkpointFolder)) {
      PeftFolder.read(folder, LanguageShape.of(checkpoint.modelType(), checkpoint.decoder()));
    }
  }

  private static void readImage(Path file, String architecture) {
    RgbImage image = ImageDecoder.decode(file);
    Architectures.find(architecture)
        .flatMap(
            known ->
                known.imageProcessing(
                    PreprocessorFile.empty(), Optional.empty(), PillowRelease.CURRENT))
        .ifPresent(
            processing -> processing.requireSize(image.width(), image.height(), file.toString()));
  }
}
