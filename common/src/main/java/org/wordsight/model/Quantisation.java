package org.wordsight.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wordsight.error.WordsightException;
import org.wordsight.model.architecture.ConfigFile;

/** Refuses checkpoints whose weights are stored in fewer bits than 16. None of them can run. */
final class Quantisation {
  /** The keys in configurations; the second is an older name of compressed-tensors. */
  private static final List<String> KEYS = List.of("quantization_config", "compression_config");

  /**
   * The ends of tensors' names in quantised layers of bitsandbytes, GPTQ, AWQ and
   * compressed-tensors.
   */
  private static final List<String> ENDINGS =
      List.of(
          ".SCB",
          ".absmax",
          ".quant_map",
          ".quant_state.bitsandbytes__nf4",
          ".quant_state.bitsandbytes__fp4",
          ".qweight",
          ".qzeros",
          ".weight_packed",
          ".weight_scale",
          ".weight_scale_inv");

  private Quantisation() {}

  /**
   * @throws WordsightException if the configuration says that weights are quantised
   */
  static void refuse(ConfigFile config) {
    Optional<ConfigFile> text = config.section("text_config");
    for (String key : KEYS) {
      config
          .section(key)
          .or(() -> text.flatMap(section -> section.section(key)))
          .ifPresent(
              section -> {
                throw refused(
                    config.path().getParent(),
                    "by %s, as %s in config.json says".formatted(method(section), key));
              });
    }
  }

  /** Older releases of bitsandbytes do not write the method. */
  private static String method(ConfigFile section) {
    boolean bitsAndBytes = section.has("load_in_4bit") || section.has("load_in_8bit");
    return section.text("quant_method", bitsAndBytes ? "bitsandbytes" : "a method without name");
  }

  /**
   * @throws WordsightException if the name of a tensor shows that weights are quantised
   */
  static void refuse(Path folder, Set<String> present) {
    present.stream()
        .filter(name -> ENDINGS.stream().anyMatch(name::endsWith))
        .findFirst()
        .ifPresent(
            name -> {
              throw refused(folder, "as its tensor %s says".formatted(name));
            });
  }

  private static WordsightException refused(Path folder, String how) {
    return WordsightException.input(
        "Cannot load %s: its weights are quantised (%s), expected float32, float16 or bfloat16. Use the checkpoint that it was made from, or load it with transformers, call dequantize() and save it again."
            .formatted(folder, how));
  }
}
