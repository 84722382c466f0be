package org.wordsight.model.qwen2;

import org.wordsight.model.Architecture;
import org.wordsight.model.Blueprint;
import org.wordsight.model.ConfigFile;
import org.wordsight.model.DecoderReader;
import org.wordsight.model.TextBlueprint;

/** Qwen2: Llama with biases on query, key and value. */
public final class Qwen2 implements Architecture {
  @Override
  public String modelType() {
    return "qwen2";
  }

  @Override
  public Blueprint read(ConfigFile config) {
    boolean tied = config.flag("tie_word_embeddings", false);
    return new TextBlueprint(modelType(), DecoderReader.read(config, true, tied));
  }
}
