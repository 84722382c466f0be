package org.wordsight.model.llama;

import org.wordsight.model.architecture.Architecture;
import org.wordsight.model.architecture.Blueprint;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.architecture.DecoderReader;
import org.wordsight.model.architecture.ModuleNames;
import org.wordsight.model.architecture.TextBlueprint;

/** Llama: no biases, rotations stretched for long contexts, embeddings tied or not. */
public final class Llama implements Architecture {
  private static final DecoderReader.Traits TRAITS = new DecoderReader.Traits(false, 10_000, 1);

  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    for (String key : new String[] {"attention_bias", "mlp_bias"}) {
      if (config.flag(key, false)) {
        throw config.wrong(key, "false: Llama with biases is not supported");
      }
    }
    boolean tied = config.flag("tie_word_embeddings", false);
    return new TextBlueprint(modelType(), DecoderReader.read(config, TRAITS, tied));
  }

  @Override
  public ModuleNames moduleNames() {
    return ModuleNames.unchanged("model.layers.");
  }
}
