package org.wordsight.model;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.model.llama.Llama;
import org.wordsight.model.llavaonevision.LlavaOnevision;
import org.wordsight.model.mllama.Mllama;
import org.wordsight.model.qwen2.Qwen2;
import org.wordsight.model.qwen2vl.Qwen2Vl;

/** The architectures that run: one line each. */
public final class Architectures {
  private static final Map<String, Architecture> BY_MODEL_TYPE =
      Stream.of(new Llama(), new Qwen2(), new Qwen2Vl(), new LlavaOnevision(), new Mllama())
          .collect(Collectors.toUnmodifiableMap(Architecture::modelType, Function.identity()));

  private Architectures() {}

  /**
   * What a checkpoint's {@code config.json} implies.
   *
   * @throws org.wordsight.error.WordsightException if the architecture is not one of ours, or a
   *     value is impossible or not supported
   */
  public static Blueprint read(ConfigFile config) {
    Architecture architecture = BY_MODEL_TYPE.get(config.text("model_type"));
    if (architecture == null) {
      List<String> known = BY_MODEL_TYPE.keySet().stream().sorted().toList();
      throw config.wrong("model_type", "one of " + known);
    }
    return architecture.read(config);
  }
}
