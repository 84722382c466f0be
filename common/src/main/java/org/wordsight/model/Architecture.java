package org.wordsight.model;

/** A family of checkpoints: one class that reads top to bottom, one line in the registry. */
public interface Architecture {
  /** Its {@code model_type} in {@code config.json}. */
  String modelType();

  /**
   * Reads and checks {@code config.json}.
   *
   * @throws org.wordsight.error.WordsightException if a value is impossible or not supported
   */
  Blueprint read(ConfigFile config);
}
