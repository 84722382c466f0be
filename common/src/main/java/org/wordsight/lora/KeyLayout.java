package org.wordsight.lora;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.error.WordsightException;
import org.wordsight.model.Architectures;
import org.wordsight.model.architecture.ModuleNames;
import org.wordsight.model.layer.Projection;

/**
 * The names of modules. Since transformers 4.52, vision models name their language part {@code
 * model.language_model}. PEFT takes names from the running model, so adapters have either form. Old
 * names load in all releases, because PEFT maps them; new names load in new releases only.
 */
public enum KeyLayout {
  /** transformers up to 4.51, and the published checkpoint files of vision models. */
  OLD,
  /** transformers from 4.52, PEFT 0.17. */
  NEW;

  private static final Pattern TAIL = Pattern.compile("(\\d+)\\.([a-z_]+\\.[a-z_]+)");

  /** The module's full name, such as {@code model.language_model.layers.3.mlp.up_proj}. */
  public String name(LanguageShape shape, ModuleId module) {
    return prefix(shape.modelType()) + module.layer() + "." + shape.nameInLayer(module);
  }

  /** The module that {@code name} means, if it is a language projection of this model. */
  public Optional<ModuleId> module(LanguageShape shape, String name) {
    String prefix = prefix(shape.modelType());
    if (!name.startsWith(prefix)) {
      return Optional.empty();
    }
    Matcher tail = TAIL.matcher(name.substring(prefix.length()));
    if (!tail.matches() || tail.group(1).length() > 6) {
      return Optional.empty();
    }
    int layer = Integer.parseInt(tail.group(1));
    return Arrays.stream(Projection.values())
        .map(projection -> new ModuleId(layer, projection))
        .filter(module -> layer < shape.layers())
        .filter(module -> shape.nameInLayer(module).equals(tail.group(2)))
        .findFirst();
  }

  /** The name of a checkpoint's tensor in this layout, from either layout. */
  public String tensorName(String modelType, String name) {
    return TensorNames.inLayout(this, modelType, name);
  }

  /**
   * Whether modules of this model type's vision part have the same last names as language
   * projections. A list of last names would then adapt them too.
   */
  static boolean sharesLastNames(String modelType) {
    return names(modelType).visionSharesLastNames();
  }

  /** The text before the layer's number in a module's full name. */
  String prefix(String modelType) {
    return switch (this) {
      case OLD -> names(modelType).layersBefore();
      case NEW -> names(modelType).layersSince();
    };
  }

  /** The names that the family's own class gives. */
  static ModuleNames names(String modelType) {
    return Architectures.find(modelType)
        .orElseThrow(
            () ->
                WordsightException.input(
                    "Cannot name the modules of an adapter: model_type is %s, expected one of %s. Use an adapter of a supported model."
                        .formatted(modelType, Architectures.modelTypes())))
        .moduleNames();
  }

  /** {@code old} or {@code new}, as on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
