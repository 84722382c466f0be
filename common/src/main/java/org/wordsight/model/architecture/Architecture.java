package org.wordsight.model.architecture;

import java.util.Optional;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.PreprocessorFile;

/**
 * A family of checkpoints. It has a package of its own, and one line in the registry {@code
 * org.wordsight.model.Architectures}.
 */
public interface Architecture {
  /** Its {@code model_type} in {@code config.json}. */
  String modelType();

  /**
   * Reads and checks {@code config.json}.
   *
   * @throws org.wordsight.error.WordsightException if a value is impossible or not supported
   */
  Blueprint read(ConfigFile config);

  /** How releases of transformers call its modules and tensors. */
  ModuleNames moduleNames();

  /**
   * Its image processor; empty where it reads text alone.
   *
   * @param settings of the processor
   * @param config of the checkpoint; absent: the published model's sizes count
   * @param pillow whose pixels the resize gives
   */
  default Optional<ImageProcessing> imageProcessing(
      PreprocessorFile settings, Optional<ConfigFile> config, PillowRelease pillow) {
    return Optional.empty();
  }
}
