package org.wordsight.model.llama;

import org.wordsight.model.Architecture;
import org.wordsight.model.Blueprint;
import org.wordsight.model.ConfigFile;
import org.wordsight.model.DecoderReader;
import org.wordsight.model.TextBlueprint;

/** Llama: no biases, rotations stretched for long contexts, embeddings tied or not. */
public final class Llama implements Architecture {
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
    return new TextBlueprint(modelType(), DecoderReader.read(config, false, tied));
  }
}
