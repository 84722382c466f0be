package org.wordsight.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wordsight.model.architecture.Architecture;
import org.wordsight.model.architecture.Blueprint;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.llama.Llama;
import org.wordsight.model.llavaonevision.LlavaOnevision;
import org.wordsight.model.mllama.Mllama;
import org.wordsight.model.qwen2.Qwen2;
import org.wordsight.model.qwen2vl.Qwen2Vl;

/**
 * The architectures that can run, one line each. This package knows all of them, and none of them
 * knows it.
 */
public final class Architectures {
  private static final Map<String, Architecture> BY_MODEL_TYPE =
      Stream.of(new Llama(), new Qwen2(), new Qwen2Vl(), new LlavaOnevision(), new Mllama())
          .collect(Collectors.toUnmodifiableMap(Architecture::modelType, Function.identity()));

  private Architectures() {}

  /**
   * Reads {@code config.json} into the sizes and tensors that it implies.
   *
   * @throws org.wordsight.error.WordsightException if the architecture is not one of ours, or a
   *     value is impossible or not supported
   */
  public static Blueprint read(ConfigFile config) {
    Quantisation.refuse(config);
    return find(config.text("model_type"))
        .orElseThrow(() -> config.wrong("model_type", "one of " + modelTypes()))
        .read(config);
  }

  /** The architecture of a {@code model_type}; empty if it is not one of ours. */
  public static Optional<Architecture> find(String modelType) {
    return Optional.ofNullable(BY_MODEL_TYPE.get(modelType));
  }

  /** Every {@code model_type} that runs, sorted. */
  public static List<String> modelTypes() {
    return BY_MODEL_TYPE.keySet().stream().sorted().toList();
  }
}
