package org.wordsight.model.llavaonevision;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.layer.ActivationType;

/**
 * The sizes of SigLIP's vision tower.
 *
 * @param depth blocks
 * @param width hidden width
 * @param innerWidth of a block's feed-forward part
 * @param tileSide pixels of a tile's side
 * @param patchSide pixels of a patch's side
 * @param epsilon of the norms
 * @param gelu how the kernels approximate the activation
 */
record TowerConfig(
    int depth,
    int width,
    int headCount,
    int innerWidth,
    int tileSide,
    int patchSide,
    double epsilon,
    String gelu) {
  private static final int CHANNELS = 3;
  private static final int MAXIMUM_DEPTH = 10_000;

  /** The defaults of the class {@code SiglipVisionConfig}. */
  private static final Map<String, ?> DEFAULTS =
      Map.of(
          "model_type", "siglip_vision_model",
          "num_hidden_layers", 12,
          "hidden_size", 768,
          "num_attention_heads", 12,
          "intermediate_size", 3072,
          "image_size", 224,
          "patch_size", 16,
          "num_channels", CHANNELS,
          "layer_norm_eps", 1e-6,
          "hidden_act", "gelu_pytorch_tanh");

  static TowerConfig read(ConfigFile section) {
    ConfigFile vision = section.withDefaults(DEFAULTS);
    vision.requireText("model_type", "siglip_vision_model");
    int width = vision.positive("hidden_size");
    int heads = vision.positive("num_attention_heads");
    if (width % heads != 0) {
      throw vision.wrong("num_attention_heads", "a divisor of hidden_size, which is " + width);
    }
    if (vision.positive("num_channels") != CHANNELS) {
      throw vision.wrong("num_channels", "3");
    }
    int tile = vision.positive("image_size");
    int patch = vision.positive("patch_size");
    if (patch > tile) {
      throw vision.wrong("patch_size", "at most image_size, which is " + tile);
    }
    return new TowerConfig(
        vision.positiveUpTo(MAXIMUM_DEPTH, "num_hidden_layers"),
        width,
        heads,
        vision.positive("intermediate_size"),
        tile,
        patch,
        vision.positiveNumber("layer_norm_eps"),
        gelu(vision, "hidden_act"));
  }

  /** The kernels' form of an activation in a configuration. */
  static String gelu(ConfigFile config, String key) {
    config.requireText(key, "gelu", "gelu_pytorch_tanh");
    return config.text(key).equals("gelu") ? "none" : "tanh";
  }

  /** The patches of a tile's side. The rest after the last whole patch is not read. */
  int grid() {
    return tileSide / patchSide;
  }

  /** Patches of a tile. */
  int patches() {
    return grid() * grid();
  }

  /**
   * The most memory for a tile in the tower and the projector.
   *
   * @param layers the number of layers whose hidden states are kept
   * @param outputWidth of the features
   */
  long tileBytes(int layers, int outputWidth) {
    long kept = (long) layers * width;
    long attended = 5L * width;
    long fed = Math.max(2L * width + 2L * innerWidth, 4L * width + innerWidth);
    long projected = kept + 3L * outputWidth;
    long widest = kept + Math.max(Math.max(attended, fed), projected);
    long pixels = (long) CHANNELS * tileSide * tileSide;
    return Float.BYTES * (2 * pixels + patches() * widest);
  }

  Map<String, String> constants(ActivationType activation) {
    return Map.of(
        "activation", activation.kernelNumber(),
        "epsilon", Double.toString(epsilon),
        "heads", Integer.toString(headCount),
        "headSize", Integer.toString(width / headCount),
        "grid", Integer.toString(grid()),
        "patch", Integer.toString(patchSide),
        "gelu", gelu);
  }

  /** Every tensor of the tower, with its shape. */
  Map<String, List<Long>> expected(String prefix) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    long d = width;
    long side = patchSide;
    String embeddings = prefix + "embeddings.";
    expected.put(embeddings + "patch_embedding.weight", List.of(d, (long) CHANNELS, side, side));
    expected.put(embeddings + "patch_embedding.bias", List.of(d));
    expected.put(embeddings + "position_embedding.weight", List.of((long) patches(), d));
    for (int i = 0; i < depth; i++) {
      String block = prefix + "encoder.layers." + i + ".";
      norm(expected, block + "layer_norm1");
      for (String projection : List.of("q_proj", "k_proj", "v_proj", "out_proj")) {
        linear(expected, block + "self_attn." + projection, d, d);
      }
      norm(expected, block + "layer_norm2");
      linear(expected, block + "mlp.fc1", innerWidth, d);
      linear(expected, block + "mlp.fc2", d, innerWidth);
    }
    norm(expected, prefix + "post_layernorm");
    return expected;
  }

  private void norm(Map<String, List<Long>> expected, String name) {
    expected.put(name + ".weight", List.of((long) width));
    expected.put(name + ".bias", List.of((long) width));
  }

  private static void linear(Map<String, List<Long>> expected, String name, long out, long in) {
    expected.put(name + ".weight", List.of(out, in));
    expected.put(name + ".bias", List.of(out));
  }
}
