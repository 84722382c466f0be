package org.wordsight.lora;

import java.util.List;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.Projection;

/**
 * The widths of a model's language part. LoRA needs no other facts about a model.
 *
 * @param modelType as in config.json
 * @param queryWidth heads times head width
 * @param keyValueWidth key-value heads times head width
 * @param crossLayers the cross-attention layers. Text alone does not use them, so training on text
 *     cannot change them.
 */
public record LanguageShape(
    String modelType,
    int layers,
    int hiddenWidth,
    int queryWidth,
    int keyValueWidth,
    int feedForwardWidth,
    List<Integer> crossLayers) {

  public LanguageShape {
    crossLayers = List.copyOf(crossLayers);
    if (Math.min(
            Math.min(layers, hiddenWidth),
            Math.min(queryWidth, Math.min(keyValueWidth, feedForwardWidth)))
        < 1) {
      throw new IllegalArgumentException("Every width of a language part must be 1 or more");
    }
  }

  /** The shape of a model without cross-attention layers. */
  public LanguageShape(
      String modelType,
      int layers,
      int hiddenWidth,
      int queryWidth,
      int keyValueWidth,
      int feedForwardWidth) {
    this(modelType, layers, hiddenWidth, queryWidth, keyValueWidth, feedForwardWidth, List.of());
  }

  public static LanguageShape of(String modelType, DecoderConfig config) {
    return new LanguageShape(
        modelType,
        config.layerCount(),
        config.hiddenSize(),
        config.queryWidth(),
        config.keyValueWidth(),
        config.intermediateSize(),
        config.crossLayers());
  }

  /** The module's name inside its layer, as in Hugging Face's files. */
  String nameInLayer(ModuleId module) {
    return crossLayers.contains(module.layer())
        ? module.projection().crossModuleName()
        : module.projection().moduleName();
  }

  public int inputWidth(Projection projection) {
    return switch (projection) {
      case QUERY, KEY, VALUE, GATE, UP -> hiddenWidth;
      case OUTPUT -> queryWidth;
      case DOWN -> feedForwardWidth;
    };
  }

  public int outputWidth(Projection projection) {
    return switch (projection) {
      case QUERY -> queryWidth;
      case KEY, VALUE -> keyValueWidth;
      case OUTPUT, DOWN -> hiddenWidth;
      case GATE, UP -> feedForwardWidth;
    };
  }
}
