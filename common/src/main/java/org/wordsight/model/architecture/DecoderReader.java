package org.wordsight.model.architecture;

import java.util.ArrayList;
import java.util.List;
import org.wordsight.model.layer.DecoderConfig;
import org.wordsight.model.layer.RopeConfig;

/** Reads the keys of {@code config.json} that all decoders of the Llama family share. */
public final class DecoderReader {
  private static final int MAXIMUM_LAYERS = 10_000;

  private DecoderReader() {}

  /**
   * Facts of the architecture that no key of the file gives.
   *
   * @param queryKeyValueBias whether the query, key and value projections have biases
   * @param theta the base of rotations if the file has none
   * @param axes the numbers in a position: three if images have rows and columns, else one
   */
  public record Traits(boolean queryKeyValueBias, double theta, int axes) {}

  /**
   * Reads the configuration of a decoder.
   *
   * @param text the file, or the section that describes the language part
   * @param tied whether the output head is the embedding
   */
  public static DecoderConfig read(ConfigFile text, Traits traits, boolean tied) {
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
    // Two names of one function.
    text.requireText("hidden_act", "silu", "swish");
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
        rope(text, headSize, traits),
        traits.queryKeyValueBias(),
        tied,
        text.positive("max_position_embeddings", 2048));
  }

  /**
   * The layers from {@code max_window_layers} on have windows, unless the layers' types are given.
   */
  private static void requireFullAttention(ConfigFile text) {
    if (!text.texts("layer_types").stream().allMatch("full_attention"::equals)) {
      throw text.wrong("layer_types", "full_attention everywhere");
    }
    boolean someSlide =
        !text.has("layer_types")
            && text.number("max_window_layers", 0) < text.positive("num_hidden_layers");
    if (text.flag("use_sliding_window", false) && someSlide) {
      throw text.wrong("use_sliding_window", "false: sliding windows are not supported");
    }
  }

  /** Older files have rope_theta and rope_scaling, newer ones only rope_parameters. */
  private static RopeConfig rope(ConfigFile text, int headSize, Traits traits) {
    ConfigFile section =
        text.optionalSection("rope_scaling")
            .filter(scaling -> !scaling.isEmpty())
            .or(() -> text.optionalSection("rope_parameters"))
            .orElseGet(text::nothing);
    requireWholeHeads(text);
    requireOneRotation(section);
    return new RopeConfig(
        theta(section, text, traits),
        scaling(section, text, traits),
        sections(section, headSize / 2, traits.axes()));
  }

  /** Releases of transformers differ in which place counts, so both must say the same. */
  private static double theta(ConfigFile section, ConfigFile text, Traits traits) {
    String key = "rope_theta";
    double theta = text.has(key) ? text.positiveNumber(key) : traits.theta();
    double scaled = section.has(key) ? section.positiveNumber(key) : theta;
    if (text.has(key) && scaled != theta) {
      throw section.wrong(key, "the rope_theta beside it, " + theta);
    }
    return scaled;
  }

  private static void requireWholeHeads(ConfigFile config) {
    if (config.number("partial_rotary_factor", 1) != 1) {
      throw config.wrong("partial_rotary_factor", "1: heads are turned as a whole");
    }
  }

  /** All layers must have the same rotation, over the whole head. */
  private static void requireOneRotation(ConfigFile section) {
    for (String kind : List.of("full_attention", "sliding_attention")) {
      if (section.has(kind)) {
        throw section.wrong(kind, "no such key: rotations by kinds of layers are not supported");
      }
    }
    requireWholeHeads(section);
  }

  private static List<Integer> sections(ConfigFile section, int frequencies, int axes) {
    List<Integer> sections = section.integers("mrope_section");
    if (sections.isEmpty() && axes == 1) {
      return List.of(frequencies);
    }
    if (axes == 1) {
      throw section.wrong("mrope_section", "no such key: positions of this model are numbers");
    }
    long sum = sections.stream().mapToLong(Integer::longValue).sum();
    if (sections.size() != axes || sum != frequencies || sections.stream().anyMatch(n -> n < 0)) {
      throw section.wrong(
          "mrope_section",
          "%d numbers of 0 or more whose sum is %d, half of a head".formatted(axes, frequencies));
    }
    return sections;
  }

  private static RopeConfig.Scaling scaling(ConfigFile section, ConfigFile text, Traits traits) {
    return switch (kind(section, traits)) {
      case "linear" -> new RopeConfig.Linear(section.positiveNumber("factor"));
      case "llama3" -> llama3(section, text);
      default -> new RopeConfig.None();
    };
  }

  /**
   * The kind of scaling, which has an older and a newer key. Releases of transformers differ in
   * which of them counts. "mrope" means that positions have several numbers, not a scaling.
   */
  private static String kind(ConfigFile section, Traits traits) {
    String older = "type";
    String newer = "rope_type";
    String key = section.has(newer) ? newer : older;
    if (section.has("factor") && !section.has(key)) {
      throw section.wrong(newer, "the kind of scaling, since there is a factor");
    }
    List<String> kinds = new ArrayList<>(List.of("default", "linear", "llama3"));
    if (traits.axes() > 1) {
      kinds.add("mrope");
    }
    String[] known = kinds.toArray(String[]::new);
    section.requireText(newer, known);
    section.requireText(older, known);
    String kind = section.text(key, "default").replace("mrope", "default");
    if (!kind.equals(section.text(older, kind).replace("mrope", "default"))) {
      throw section.wrong(older, "the same as rope_type, \"" + kind + "\"");
    }
    return kind;
  }

  private static RopeConfig.Llama3 llama3(ConfigFile section, ConfigFile text) {
    String original = "original_max_position_embeddings";
    RopeConfig.Llama3 scaling =
        new RopeConfig.Llama3(
            section.positiveNumber("factor"),
            section.positiveNumber("low_freq_factor"),
            section.positiveNumber("high_freq_factor"),
            section.has(original)
                ? section.positive(original)
                : text.positive("max_position_embeddings"));
    if (scaling.highFactor() <= scaling.lowFactor()) {
      throw section.wrong("high_freq_factor", "above low_freq_factor, " + scaling.lowFactor());
    }
    return scaling;
  }
}
