package org.wordsight.model.architecture;

import java.util.Optional;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.PreprocessorFile;

/**
 * A family of checkpoints. It has its own package, and one line in {@code
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

  /** The names of its modules and tensors in releases of transformers. */
  ModuleNames moduleNames();

  /** Whether vLLM serves adapters of the family. If it does not, merged weights must be served. */
  default boolean adaptersAreServed() {
    return true;
  }

  /**
   * Its image processor; absent if it reads only text.
   *
   * @param settings of the processor
   * @param config of the checkpoint; absent if the published model's sizes count
   * @param pillow the release whose pixels the resize gives
   */
  default Optional<ImageProcessing> imageProcessing(
      PreprocessorFile settings, Optional<ConfigFile> config, PillowRelease pillow) {
    return Optional.empty();
  }
}
