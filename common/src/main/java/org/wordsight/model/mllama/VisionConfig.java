package org.wordsight.model.mllama;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.layer.ActivationType;

/**
 * The sizes of the vision tower.
 *
 * @param width hidden width of the tower
 * @param innerWidth of a layer's feed-forward part
 * @param localLayers of the first transformer
 * @param globalLayers of the second, whose layers have gates
 * @param tileSize pixels of a tile's side
 * @param patchSize pixels of a patch's side
 * @param slots the number of tiles that every image has room for
 * @param layouts the number of layouts of tiles with embeddings
 * @param intermediate the local layers whose inputs go to the language part too; the number of
 *     local layers means the last one's output
 * @param outputWidth the language part's hidden width
 */
record VisionConfig(
    int width,
    int innerWidth,
    int headCount,
    int localLayers,
    int globalLayers,
    int tileSize,
    int patchSize,
    int slots,
    int layouts,
    List<Integer> intermediate,
    double epsilon,
    int outputWidth) {
  private static final int CHANNELS = 3;
  private static final int MAXIMUM_LAYERS = 10_000;
  private static final int MAXIMUM_SIDE = 8192;

  /** The patches of a tile are padded to a multiple of this. */
  private static final int PATCH_MULTIPLE = 8;

  /** Defaults of Hugging Face's classes, which their files leave out. */
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("hidden_size", 1280),
          Map.entry("intermediate_size", 5120),
          Map.entry("num_hidden_layers", 32),
          Map.entry("num_global_layers", 8),
          Map.entry("image_size", 448),
          Map.entry("patch_size", 14),
          Map.entry("max_num_tiles", 4),
          Map.entry("norm_eps", 1e-5),
          Map.entry("num_channels", CHANNELS),
          Map.entry("intermediate_layers_indices", List.of(3, 7, 15, 23, 30)),
          Map.entry(
              "supported_aspect_ratios",
              List.of(
                  List.of(1, 1),
                  List.of(1, 2),
                  List.of(1, 3),
                  List.of(1, 4),
                  List.of(2, 1),
                  List.of(2, 2),
                  List.of(3, 1),
                  List.of(4, 1))));

  VisionConfig {
    intermediate = List.copyOf(intermediate);
  }

  static VisionConfig read(ConfigFile section, int outputWidth) {
    ConfigFile vision = section.withDefaults(DEFAULTS);
    int width = vision.positive("hidden_size");
    int heads = vision.positive("attention_heads", vision.positive("num_attention_heads", 16));
    if (width % heads != 0) {
      throw vision.wrong("attention_heads", "a divisor of hidden_size, which is " + width);
    }
    if (vision.positive("num_channels") != CHANNELS) {
      throw vision.wrong("num_channels", "3");
    }
    vision.requireText("hidden_act", "gelu");
    int tileSize = vision.positiveUpTo(MAXIMUM_SIDE, "image_size");
    int patchSize = vision.positiveUpTo(tileSize, "patch_size");
    int layers = vision.positiveUpTo(MAXIMUM_LAYERS, "num_hidden_layers");
    List<Integer> intermediate = vision.integers("intermediate_layers_indices");
    if (intermediate.isEmpty() || intermediate.stream().anyMatch(i -> i < 0 || i > layers)) {
      throw vision.wrong(
          "intermediate_layers_indices", "some of 0 to num_hidden_layers, which is " + layers);
    }
    VisionConfig config =
        new VisionConfig(
            width,
            vision.positive("intermediate_size"),
            heads,
            layers,
            vision.positiveUpTo(MAXIMUM_LAYERS, "num_global_layers"),
            tileSize,
            patchSize,
            vision.positiveUpTo(100, "max_num_tiles"),
            vision.integerLists("supported_aspect_ratios").size(),
            intermediate,
            vision.positiveNumber("norm_eps"),
            outputWidth);
    if (vision.positive("vision_output_dim", config.stateWidth()) != config.stateWidth()) {
      throw vision.wrong(
          "vision_output_dim",
          "hidden_size times one more than intermediate_layers_indices, " + config.stateWidth());
    }
    return config;
  }

  /** Patches of a tile, and its class token. */
  int patches() {
    return grid() * grid() + 1;
  }

  private int grid() {
    return tileSize / patchSize;
  }

  /** Empty positions after the patches of each tile. */
  int padding() {
    return Math.floorMod(-patches(), PATCH_MULTIPLE);
  }

  /** The states of one image for the language part: all patches of all slots. */
  int states() {
    return slots * patches();
  }

  /** The most memory of the tower for an image. All slots are computed, for any number of tiles. */
  long encodingBytes() {
    long kept = (long) intermediate.size() * width;
    long attended = kept + 7L * width;
    long fed = kept + 3L * width + 2L * innerWidth;
    long projected = 3 * kept + 2L * width + 2L * outputWidth;
    long pixels = (long) slots * CHANNELS * tileSize * tileSize;
    long positions = (long) slots * (patches() + padding());
    return Float.BYTES * (2 * pixels + positions * Math.max(Math.max(attended, fed), projected));
  }

  /** Width of a patch's last state and its intermediate ones. */
  int stateWidth() {
    return width * (1 + intermediate.size());
  }

  Map<String, String> constants(ActivationType activation) {
    Map<String, String> constants = new HashMap<>();
    constants.put("activation", activation.kernelNumber());
    constants.put("epsilon", Double.toString(epsilon));
    constants.put("heads", Integer.toString(headCount));
    constants.put("headSize", Integer.toString(width / headCount));
    constants.put("slots", Integer.toString(slots));
    constants.put("grid", Integer.toString(grid()));
    constants.put("patchSize", Integer.toString(patchSize));
    constants.put("padding", Integer.toString(padding()));
    return constants;
  }

  /**
   * Every tensor of the tower and of its projector, with its shape.
   *
   * @param prefix before both parts' names
   */
  Map<String, List<Long>> expected(String prefix) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    String tower = prefix + VisionTower.TOWER;
    long side = patchSize;
    long rows = layouts + 1L;
    expected.put(
        tower + "patch_embedding.weight", List.of((long) width, (long) CHANNELS, side, side));
    expected.put(tower + "class_embedding", List.of((long) width));
    String positional = tower + "gated_positional_embedding.";
    expected.put(positional + "gate", List.of(1L));
    expected.put(positional + "embedding", List.of((long) patches(), (long) width));
    expected.put(
        positional + "tile_embedding.weight", List.of(rows, (long) slots * patches() * width));
    for (String embedding : List.of("pre_tile", "post_tile")) {
      String name = tower + embedding + "_positional_embedding.";
      expected.put(name + "gate", List.of(1L));
      expected.put(name + "embedding.weight", List.of(rows, (long) slots * width));
    }
    norm(expected, tower + "layernorm_pre");
    norm(expected, tower + "layernorm_post");
    for (int i = 0; i < localLayers; i++) {
      layer(expected, tower + "transformer.layers." + i + ".");
    }
    for (int i = 0; i < globalLayers; i++) {
      String layer = tower + "global_transformer.layers." + i + ".";
      layer(expected, layer);
      expected.put(layer + "gate_attn", List.of(1L));
      expected.put(layer + "gate_ffn", List.of(1L));
    }
    String projector = prefix + VisionTower.PROJECTOR;
    expected.put(projector + ".weight", List.of((long) outputWidth, (long) stateWidth()));
    expected.put(projector + ".bias", List.of((long) outputWidth));
    return expected;
  }

  private void layer(Map<String, List<Long>> expected, String layer) {
    norm(expected, layer + "input_layernorm");
    for (String projection : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
      expected.put(
          layer + "self_attn." + projection + ".weight", List.of((long) width, (long) width));
    }
    norm(expected, layer + "post_attention_layernorm");
    expected.put(layer + "mlp.fc1.weight", List.of((long) innerWidth, (long) width));
    expected.put(layer + "mlp.fc1.bias", List.of((long) innerWidth));
    expected.put(layer + "mlp.fc2.weight", List.of((long) width, (long) innerWidth));
    expected.put(layer + "mlp.fc2.bias", List.of((long) width));
  }

  private void norm(Map<String, List<Long>> expected, String name) {
    expected.put(name + ".weight", List.of((long) width));
    expected.put(name + ".bias", List.of((long) width));
  }
}
