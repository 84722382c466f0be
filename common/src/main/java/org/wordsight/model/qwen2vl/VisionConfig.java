package org.wordsight.model.qwen2vl;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wordsight.model.ConfigFile;

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
    return new VisionConfig(
        vision.has("depth") ? vision.positiveUpTo(MAXIMUM_DEPTH, "depth") : 32,
        width,
        heads,
        (int) (width * vision.number("mlp_ratio", 4)),
        output,
        vision.positive("patch_size", 14),
        vision.positive("temporal_patch_size", 2),
        vision.positive("spatial_merge_size", 2));
  }

  /** Values of one patch. */
  int patchWidth() {
    return CHANNELS * frames * patchSize * patchSize;
  }

  int patchesOfToken() {
    return mergeSize * mergeSize;
  }

  /**
   * What the tower takes at most for an image: six times its width in attention, for what enters
   * the block, normed, queries, keys, and what turns the keys; two beside the feed-forward part.
   * Cosines and sines stay.
   */
  long encodingBytes(int patches) {
    long attended = 6L * patches * width;
    long fed = Math.min(patches, FED_AT_ONCE) * (width + 3L * innerWidth) + 2L * patches * width;
    long embedded = patches * (2L * patchWidth() + width);
    long turns = 2L * patches * (width / headCount);
    return Float.BYTES * (turns + Math.max(attended, Math.max(fed, embedded)));
  }

  Map<String, String> constants(String activation) {
    Map<String, String> constants = new HashMap<>();
    constants.put("activation", activation);
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
