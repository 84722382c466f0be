package org.wordsight.model.qwen2vl;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wordsight.error.WordsightException;
import org.wordsight.model.architecture.ConfigFile;
import org.wordsight.model.layer.ActivationType;
import org.wordsight.vision.PreprocessorFile;
import org.wordsight.vision.Qwen2VlImageProcessor;

/**
 * The sizes of the vision tower.
 *
 * @param depth blocks
 * @param width hidden width of the tower
 * @param innerWidth of a block's feed-forward part
 * @param outputWidth the language part's hidden width
 * @param patchSize pixels of a patch's side
 * @param frames images of a patch, in time
 * @param mergeSize patches of a token's side
 */
record VisionConfig(
    int depth,
    int width,
    int headCount,
    int innerWidth,
    int outputWidth,
    int patchSize,
    int frames,
    int mergeSize) {
  private static final int CHANNELS = 3;
  private static final int MAXIMUM_DEPTH = 10_000;
  private static final int MAXIMUM_SIDE = 1024;
  private static final int MAXIMUM_FRAMES = 64;

  /** The base of the tower's rotations, which the kernel has. */
  private static final double THETA = 10_000;

  /** Patches whose feed-forward part is computed at a time. */
  private static final int FED_AT_ONCE = 2048;

  static VisionConfig read(ConfigFile vision, int languageWidth) {
    int width = vision.positive("embed_dim", 1280);
    int heads = vision.positive("num_heads", 16);
    if (width % heads != 0 || width / heads % 4 != 0) {
      throw vision.wrong("num_heads", "a divisor of embed_dim " + width + " into fours");
    }
    int output = vision.positive("hidden_size", languageWidth);
    if (output != languageWidth) {
      throw vision.wrong("hidden_size", "that of the language part, " + languageWidth);
    }
    if (vision.positive("in_channels", CHANNELS) != CHANNELS) {
      throw vision.wrong("in_channels", "3");
    }
    vision.requireText("hidden_act", "quick_gelu");
    requireRotations(vision);
    double innerWidth = width * vision.number("mlp_ratio", 4);
    if (!(innerWidth >= 1 && innerWidth <= Integer.MAX_VALUE)) {
      throw vision.wrong("mlp_ratio", "a number above 0 that embed_dim can be multiplied with");
    }
    return new VisionConfig(
        vision.has("depth") ? vision.positiveUpTo(MAXIMUM_DEPTH, "depth") : 32,
        width,
        heads,
        (int) innerWidth,
        output,
        side(vision, "patch_size", 14),
        vision.has("temporal_patch_size")
            ? vision.positiveUpTo(MAXIMUM_FRAMES, "temporal_patch_size")
            : 2,
        side(vision, "spatial_merge_size", 2));
  }

  private static int side(ConfigFile vision, String key, int absent) {
    return vision.has(key) ? vision.positiveUpTo(MAXIMUM_SIDE, key) : absent;
  }

  /** transformers 5 writes these keys. Patches must be rotated by their rows and columns. */
  private static void requireRotations(ConfigFile vision) {
    Optional<ConfigFile> rope = vision.section("rope_parameters");
    rope.ifPresent(
        parameters -> {
          parameters.requireText("rope_type", "axial", "default");
          if (parameters.number("rope_theta", THETA) != THETA) {
            throw parameters.wrong("rope_theta", "10000");
          }
        });
  }

  /**
   * @throws WordsightException if the image processor does not cut images as this tower reads them
   */
  void requireFit(Qwen2VlImageProcessor processor, PreprocessorFile settings) {
    requireFit(settings, "patch_size", processor.patchSize(), "patch_size", patchSize);
    requireFit(settings, "temporal_patch_size", processor.frames(), "temporal_patch_size", frames);
    requireFit(settings, "merge_size", processor.mergeSize(), "spatial_merge_size", mergeSize);
  }

  private static void requireFit(
      PreprocessorFile settings, String key, int seen, String ours, int expected) {
    if (seen != expected) {
      throw settings.wrong(
          key, seen, "%s of vision_config in config.json, %d".formatted(ours, expected));
    }
  }

  /** Values of one patch. */
  int patchWidth() {
    return CHANNELS * frames * patchSize * patchSize;
  }

  int patchesOfToken() {
    return mergeSize * mergeSize;
  }

  /**
   * The most memory of the tower for an image. In attention it is six times the width: the block's
   * input, normed, queries, keys, and the rotation of keys. Beside the feed-forward part it is
   * twice the width. Cosines and sines are always there.
   */
  long encodingBytes(int patches) {
    long attended = 6L * patches * width;
    long fed = Math.min(patches, FED_AT_ONCE) * (width + 3L * innerWidth) + 2L * patches * width;
    long embedded = patches * (2L * patchWidth() + width);
    long turns = 2L * patches * (width / headCount);
    return Float.BYTES * (turns + Math.max(attended, Math.max(fed, embedded)));
  }

  Map<String, String> constants(ActivationType activation) {
    Map<String, String> constants = new HashMap<>();
    constants.put("activation", activation.kernelNumber());
    constants.put("epsilon", "1e-06");
    constants.put("heads", Integer.toString(headCount));
    constants.put("headSize", Integer.toString(width / headCount));
    constants.put("patchesOfToken", Integer.toString(patchesOfToken()));
    constants.put("fedAtOnce", Integer.toString(FED_AT_ONCE));
    return constants;
  }

  /** Every tensor of the tower, with its shape. */
  Map<String, List<Long>> expected(String prefix) {
    Map<String, List<Long>> expected = new LinkedHashMap<>();
    long side = patchSize;
    expected.put(
        prefix + "patch_embed.proj.weight",
        List.of((long) width, (long) CHANNELS, (long) frames, side, side));
    for (int i = 0; i < depth; i++) {
      String block = prefix + "blocks." + i + ".";
      norm(expected, block + "norm1");
      linear(expected, block + "attn.qkv", 3L * width, width);
      linear(expected, block + "attn.proj", width, width);
      norm(expected, block + "norm2");
      linear(expected, block + "mlp.fc1", innerWidth, width);
      linear(expected, block + "mlp.fc2", width, innerWidth);
    }
    long square = (long) width * patchesOfToken();
    norm(expected, prefix + "merger.ln_q");
    linear(expected, prefix + "merger.mlp.0", square, square);
    linear(expected, prefix + "merger.mlp.2", outputWidth, square);
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
