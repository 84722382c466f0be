package org.wordsight.lora;

import java.util.List;
import org.wordsight.model.architecture.ModuleNames.Renamed;

/**
 * The names of a checkpoint's tensors in the two layouts. Since 4.52, transformers puts the parts
 * of a vision model under one more level.
 */
final class TensorNames {
  private TensorNames() {}

  /** The name of a tensor in {@code layout}, from either layout. */
  static String inLayout(KeyLayout layout, String modelType, String name) {
    List<Renamed> renamed = KeyLayout.names(modelType).renamed();
    for (Renamed prefixes : renamed) {
      if (name.startsWith(prefixes.since())) {
        return switch (layout) {
          case OLD -> prefixes.before() + name.substring(prefixes.since().length());
          case NEW -> name;
        };
      }
    }
    for (Renamed prefixes : renamed) {
      if (name.startsWith(prefixes.before())) {
        return switch (layout) {
          case OLD -> name;
          case NEW -> prefixes.since() + name.substring(prefixes.before().length());
        };
      }
    }
    return name;
  }
}
