package org.wordsight.config;

import static org.wordsight.config.KeyKind.RESULT;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import org.wordsight.model.Precision;

/**
 * A checkpoint in Hugging Face's layout.
 *
 * @param location of the folder, which has a name
 */
public record ModelConfig(Location location, Precision precision) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A model in a local folder. */
  public ModelConfig(String path, Precision precision) {
    this(Location.local(Path.of(path)), precision);
  }

  /** The location for messages. */
  public String path() {
    return location.text();
  }

  /** The model's name in tables: its folder's name. */
  public String name() {
    return location.name();
  }

  static ModelConfig required(Section section) {
    return new ModelConfig(section.places().namedFolder("path"), precision(section));
  }

  /** A model that may be absent. Without a model, there is no precision either. */
  static Optional<ModelConfig> optional(Section section) {
    if (section.has("path") || section.has("precision")) {
      return Optional.of(required(section));
    }

    section.places().optionalNamedFolder("path");
    section.optionalText(RESULT, "precision");
    return Optional.empty();
  }

  /** The paper trains and decodes in bfloat16. */
  static Precision precision(Section section) {
    return section.choice(RESULT, "precision", Precision.BFLOAT16);
  }
}
