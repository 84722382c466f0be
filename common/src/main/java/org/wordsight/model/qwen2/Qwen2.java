package org.wordsight.model.qwen2;

import java.util.Map;
import org.wordsight.model.architecture.Architecture;
import org.wordsight.model.architecture.Blueprint;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.architecture.DecoderReader;
import org.wordsight.model.architecture.ModuleNames;
import org.wordsight.model.architecture.TextBlueprint;

/** Qwen2: Llama with biases on query, key and value. */
public final class Qwen2 implements Architecture {
  /**
   * The defaults of the class {@code Qwen2Config}. Sections for the language part of another model
   * leave such keys out.
   */
  public static final Map<String, ?> DEFAULTS =
      Map.of(
          "model_type", "qwen2",
          "vocab_size", 151_936,
          "hidden_size", 4096,
          "intermediate_size", 22_016,
          "num_hidden_layers", 32,
          "num_attention_heads", 32,
          "num_key_value_heads", 32,
          "hidden_act", "silu",
          "max_position_embeddings", 32_768,
          "rms_norm_eps", 1e-6);

  /** Other models with a Qwen2 language part use these too. */
  public static final DecoderReader.Traits TRAITS = new DecoderReader.Traits(true, 10_000, 1);

  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    boolean tied = config.flag("tie_word_embeddings", false);
    return new TextBlueprint(modelType(), DecoderReader.read(config, TRAITS, tied));
  }

  @Override
  public ModuleNames moduleNames() {
    return ModuleNames.unchanged("model.layers.");
  }
}
