package org.wordsight.model.llavaonevision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.layer.ActivationType;

/**
 * The features that the language part gets from the tower's hidden states.
 *
 * @param layers the layers whose hidden states are joined: 0 is the input of the first block, n the
 *     output of n blocks
 * @param dropsFirst whether the first of a tile's features is left out, for towers with a class
 *     token
 * @param largestTiles features of more tiles than this are pooled
 * @param gelu the kernels' form of the projector's activation
 * @param biased whether the projector's layers have biases
 * @param towerWidth the tower's hidden width
 * @param outputWidth the language part's hidden width
 */
record FeatureConfig(
    List<Integer> layers,
    boolean dropsFirst,
    int largestTiles,
    String gelu,
    boolean biased,
    int towerWidth,
    int outputWidth) {
  private static final Pattern ANY_RESOLUTION = Pattern.compile("anyres_max_(\\d{1,6})");

  /** The defaults of the class {@code LlavaOnevisionConfig}. */
  private static final Map<String, ?> DEFAULTS =
      Map.of(
          "vision_feature_layer", -1,
          "vision_feature_select_strategy", "full",
          "vision_aspect_ratio", "anyres_max_9",
          "projector_hidden_act", "gelu");

  static FeatureConfig read(ConfigFile file, TowerConfig tower, int outputWidth) {
    ConfigFile config = file.withDefaults(DEFAULTS);
    config.requireText("vision_feature_select_strategy", "full", "default");
    return new FeatureConfig(
        layers(config, tower.depth()),
        config.text("vision_feature_select_strategy").equals("default"),
        largestTiles(config),
        TowerConfig.gelu(config, "projector_hidden_act"),
        config.flag("multimodal_projector_bias", true),
        tower.width(),
        outputWidth);
  }

  private static List<Integer> layers(ConfigFile config, int depth) {
    List<Integer> layers =
        config.integers("vision_feature_layer").stream()
            .map(layer -> layer < 0 ? layer + depth + 1 : layer)
            .toList();
    if (layers.isEmpty() || layers.stream().anyMatch(layer -> layer < 0 || layer > depth)) {
      throw config.wrong(
          "vision_feature_layer", "one or more numbers from " + (-depth - 1) + " to " + depth);
    }
    return layers;
  }

  private static int largestTiles(ConfigFile config) {
    Matcher ratio = ANY_RESOLUTION.matcher(config.text("vision_aspect_ratio"));
    if (!ratio.matches() || Integer.parseInt(ratio.group(1)) < 1) {
      throw config.wrong("vision_aspect_ratio", "\"anyres_max_\" and a number of tiles");
    }
    return Integer.parseInt(ratio.group(1));
  }

  /** The last block that must be computed. */
  int deepest() {
    return layers.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  Map<String, String> constants(ActivationType activation, int grid) {
    return Map.of(
        "activation",
        activation.kernelNumber(),
        "grid",
        Integer.toString(grid),
        "skipped",
        dropsFirst ? "1" : "0",
        "gelu",
        gelu);
  }

  /** Every tensor of the projector, and the newline, with their shapes. */
  Map<String, List<Long>> expected(LlavaOnevisionNames names) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    long out = outputWidth;
    long in = (long) towerWidth * layers.size();
    expected.put(names.projector() + "linear_1.weight", List.of(out, in));
    expected.put(names.projector() + "linear_2.weight", List.of(out, out));
    if (biased) {
      expected.put(names.projector() + "linear_1.bias", List.of(out));
      expected.put(names.projector() + "linear_2.bias", List.of(out));
    }
    expected.put(names.newline(), List.of(out));
    return expected;
  }
}
