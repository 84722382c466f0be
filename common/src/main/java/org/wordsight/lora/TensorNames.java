package org.wordsight.lora;

import java.util.List;

/**
 * How the two layouts call the tensors of a checkpoint's files: transformers from 4.52 on puts the
 * parts of a vision model under one more level.
 */
final class TensorNames {
  private TensorNames() {}

  /** Two beginnings of names that mean the same. */
  private record Prefixes(String old, String renewed) {}

  /** The name of a tensor in {@code layout}, whichever layout it comes from. */
  static String inLayout(KeyLayout layout, String modelType, String name) {
    for (Prefixes prefixes : prefixes(modelType)) {
      if (name.startsWith(prefixes.renewed())) {
        return switch (layout) {
          case OLD -> prefixes.old() + name.substring(prefixes.renewed().length());
          case NEW -> name;
        };
      }
    }
    for (Prefixes prefixes : prefixes(modelType)) {
      if (name.startsWith(prefixes.old())) {
        return switch (layout) {
          case OLD -> name;
          case NEW -> prefixes.renewed() + name.substring(prefixes.old().length());
        };
      }
    }
    return name;
  }

  private static List<Prefixes> prefixes(String modelType) {
    return switch (modelType) {
      case "qwen2_vl" ->
          List.of(
              new Prefixes("visual.", "model.visual."),
              new Prefixes("model.", "model.language_model."));
      case "llava_onevision" ->
          List.of(
              new Prefixes("language_model.model.", "model.language_model."),
              new Prefixes("language_model.lm_head.", "lm_head."),
              new Prefixes("vision_tower.", "model.vision_tower."),
              new Prefixes("multi_modal_projector.", "model.multi_modal_projector."),
              new Prefixes("image_newline", "model.image_newline"));
      case "mllama" ->
          List.of(
              new Prefixes("language_model.model.", "model.language_model."),
              new Prefixes("language_model.lm_head.", "lm_head."),
              new Prefixes("vision_model.", "model.vision_model."),
              new Prefixes("multi_modal_projector.", "model.multi_modal_projector."));
      default -> List.of();
    };
  }
}
