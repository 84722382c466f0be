package org.wordsight.model;

import java.util.List;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.RopeConfig;

/** Reads the keys of {@code config.json} that all decoders of the Llama family share. */
public final class DecoderReader {
  private static final int MAXIMUM_LAYERS = 10_000;

  private DecoderReader() {}

  /**
   * @param text the file, or the section that describes the language part
   * @param queryKeyValueBias what the architecture says, no key does
   */
  public static DecoderConfig read(ConfigFile text, boolean queryKeyValueBias, boolean tied) {
    int hidden = text.positive("hidden_size");
    int heads = text.positive("num_attention_heads");
    int keyValueHeads = text.positive("num_key_value_heads", heads);
    if (heads % keyValueHeads != 0) {
      throw text.wrong(
          "num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
    }
    if (!text.has("head_dim") && hidden % heads != 0) {
      throw text.wrong("num_attention_heads", "a divisor of hidden_size, which is " + hidden);
    }
    int headSize = text.positive("head_dim", hidden / heads);
    if (headSize % 2 != 0) {
      throw text.wrong(
          "num_attention_heads", "heads of an even size, for rotations; theirs is " + headSize);
    }
    text.requireText("hidden_act", "silu");
    requireFullAttention(text);
    return new DecoderConfig(
        text.positive("vocab_size"),
        hidden,
        text.positive("intermediate_size"),
        text.positiveUpTo(MAXIMUM_LAYERS, "num_hidden_layers"),
        heads,
        keyValueHeads,
        headSize,
        text.positiveNumber("rms_norm_eps"),
        rope(text, headSize),
        queryKeyValueBias,
        tied,
        text.positive("max_position_embeddings", 2048));
  }

  private static void requireFullAttention(ConfigFile text) {
    if (text.flag("use_sliding_window", false)) {
      throw text.wrong("use_sliding_window", "false: sliding windows are not supported");
    }
  }

  private static RopeConfig rope(ConfigFile text, int headSize) {
    // Newer files hold everything about rotations in rope_parameters.
    ConfigFile scaling =
        text.section("rope_parameters").or(() -> text.section("rope_scaling")).orElse(null);
    double theta = text.has("rope_theta") ? text.positiveNumber("rope_theta") : 10_000;
    if (scaling == null) {
      return new RopeConfig(theta, new RopeConfig.None(), List.of(headSize / 2));
    }
    List<Integer> sections = scaling.integers("mrope_section");
    if (sections.isEmpty()) {
      sections = List.of(headSize / 2);
    } else if (sections.stream().mapToInt(Integer::intValue).sum() != headSize / 2) {
      throw scaling.wrong("mrope_section", "numbers whose sum is " + headSize / 2);
    }
    return new RopeConfig(scaling.number("rope_theta", theta), scaling(scaling), sections);
  }

  private static RopeConfig.Scaling scaling(ConfigFile section) {
    String key = section.has("rope_type") ? "rope_type" : "type";
    section.requireText(key, "default", "mrope", "linear", "llama3");
    return switch (section.text(key, "default")) {
      case "linear" -> new RopeConfig.Linear(section.positiveNumber("factor"));
      case "llama3" ->
          new RopeConfig.Llama3(
              section.positiveNumber("factor"),
              section.positiveNumber("low_freq_factor"),
              section.positiveNumber("high_freq_factor"),
              section.positive("original_max_position_embeddings"));
      default -> new RopeConfig.None();
    };
  }
}
