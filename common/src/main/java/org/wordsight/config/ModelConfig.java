package org.wordsight.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.model.Precision;

/**
 * A checkpoint in Hugging Face's layout.
 *
 * @param path absolute path of the folder
 */
public record ModelConfig(String path, Precision precision) implements Serializable {
  public Path folder() {
    return Path.of(path);
  }

  /** What tables call the model: its folder's name. */
  public String name() {
    return folder().normalize().getFileName().toString();
  }

  static ModelConfig required(Section section) {
    return new ModelConfig(section.requiredFile("path"), precision(section));
  }

  static Optional<ModelConfig> optional(Section models, String key) {
    return models.has(key) ? Optional.of(required(models.section(key))) : Optional.empty();
  }

  /** bfloat16 is what the paper trains and decodes in. */
  static Precision precision(Section section) {
    return section.choice("precision", Precision.BFLOAT16);
  }
}
