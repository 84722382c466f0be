package org.wordsight.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.wordsight.model.layer.Decoder;
import org.wordsight.model.layer.KeyValueCache;
import org.wordsight.model.layer.LoraWeights;
import org.wordsight.tensor.Device;
import org.wordsight.tensor.Scope;
import org.wordsight.tensor.Tensor;
import org.wordsight.vision.PillowRelease;
import org.wordsight.vision.RgbImage;

/**
 * A checkpoint that computes: configuration, weights off the heap, once a JVM.
 *
 * <p>Generation: {@link #extend} reads a group of prompts into a {@link Decoder#cache}, {@link
 * Decoder#next} goes on. Training uses {@link #decoder} directly.
 */
public final class LoadedModel implements AutoCloseable {
  private final Path folder;
  private final Precision precision;
  private final Device device;
  private final Blueprint blueprint;
  private final Scope weights;
  private final Decoder decoder;
  private final PromptReader reader;
  private final Set<Integer> stopTokens;

  private LoadedModel(
      Path folder,
      Precision precision,
      Device device,
      Blueprint blueprint,
      Scope weights,
      Decoder decoder,
      PromptReader reader,
      Set<Integer> stopTokens) {
    this.folder = folder;
    this.precision = precision;
    this.device = device;
    this.blueprint = blueprint;
    this.weights = weights;
    this.decoder = decoder;
    this.reader = reader;
    this.stopTokens = stopTokens;
  }

  /**
   * Loads a checkpoint folder in Hugging Face's layout.
   *
   * @throws org.wordsight.error.WordsightException if anything is missing, broken or not supported
   */
  public static LoadedModel load(Path folder, Precision precision, Device device) {
    try (Checkpoint checkpoint = Checkpoint.open(folder)) {
      Scope owner = device.scope();
      try (WeightLoader loader = new WeightLoader(checkpoint.tensors(), precision, device, owner)) {
        Blueprint blueprint = checkpoint.blueprint();
        String activation = activation(precision, device);
        Decoder decoder =
            new Decoder(
                blueprint.decoder(),
                checkpoint.names().load(blueprint.decoder(), loader),
                device,
                activation);
        PromptReader reader = blueprint.promptReader(loader, device, activation);
        return new LoadedModel(
            folder, precision, device, blueprint, owner, decoder, reader, readStopTokens(folder));
      } catch (RuntimeException e) {
        owner.close();
        throw e;
      }
    }
  }

  private static Set<Integer> readStopTokens(Path folder) {
    String key = "eos_token_id";
    Path generation = folder.resolve("generation_config.json");
    ConfigFile config = ConfigFile.read(folder.resolve("config.json"));
    ConfigFile text = config.section("text_config").map(config::under).orElse(config);
    List<Integer> ids = List.of();
    if (Files.exists(generation)) {
      ids = ConfigFile.read(generation).integers(key);
    }
    return Set.copyOf(ids.isEmpty() ? text.integers(key) : ids);
  }

  private static String activation(Precision precision, Device device) {
    return (device.isGpu() ? precision : Precision.FLOAT32).code();
  }

  public Path folder() {
    return folder;
  }

  public Precision precision() {
    return precision;
  }

  public Device device() {
    return device;
  }

  public String modelType() {
    return blueprint.modelType();
  }

  public Decoder decoder() {
    return decoder;
  }

  /** A prompt of text alone. */
  public Prompt prompt(int[] ids) {
    return Prompt.ofText(ids, decoder.config().rope().axes());
  }

  /**
   * A prompt that shows images, in order, where its placeholders stand; see {@link PromptReader}.
   */
  public Prompt prompt(int[] ids, List<RgbImage> images) {
    return prompt(ids, images, PillowRelease.CURRENT);
  }

  /** The same with the pixels of a given release of Pillow, to compare with what it gave. */
  public Prompt prompt(int[] ids, List<RgbImage> images, PillowRelease pillow) {
    return reader.read(ids, images, pillow);
  }

  /** The tokens that end an answer, from {@code generation_config.json}, else config.json. */
  public Set<Integer> stopTokens() {
    return stopTokens;
  }

  /**
   * Reads prompts, one a row, shorter ones padded on the left. Where the cache has a shared prefix,
   * every prompt begins with its tokens, which are not computed again.
   *
   * @param prompts as many as the cache has rows
   * @return hidden states [B, T, D], T the length of the longest prompt without the prefix; a row's
   *     last position is its prompt's
   */
  public Tensor extend(Scope scope, List<Prompt> prompts, KeyValueCache cache, LoraWeights lora) {
    int prefix = cache.prefix().length();
    prompts.forEach(prompt -> requirePrefix(prompt, cache.prefix().ids()));
    int width = prompts.stream().mapToInt(Prompt::length).max().orElseThrow() - prefix;
    int axes = decoder.config().rope().axes();
    int rows = prompts.size();
    int[][] ids_BT = new int[rows][width];
    long[] positions_ABT = new long[axes * rows * width];
    int[] padding = new int[rows];
    long[] next = new long[rows];
    for (int row = 0; row < rows; row++) {
      Prompt prompt = prompts.get(row);
      int length = prompt.length() - prefix;
      padding[row] = width - length;
      next[row] = prompt.nextPosition();
      System.arraycopy(prompt.ids(), prefix, ids_BT[row], padding[row], length);
      for (int axis = 0; axis < axes; axis++) {
        int start = (axis * rows + row) * width + padding[row];
        System.arraycopy(prompt.positions()[axis], prefix, positions_ABT, start, length);
      }
    }
    Tensor x_BTD = reader.embed(scope, decoder, ids_BT, prompts);
    Tensor positions = scope.longs(positions_ABT, axes, rows, width);
    return decoder.extend(scope, x_BTD, positions, padding, next, cache, lora);
  }

  private static void requirePrefix(Prompt prompt, int[] prefix) {
    boolean same =
        prompt.length() > prefix.length
            && Arrays.equals(prompt.ids(), 0, prefix.length, prefix, 0, prefix.length);
    if (!same) {
      throw new IllegalArgumentException(
          "A prompt of " + prompt.length() + " tokens does not begin with the cache's prefix");
    }
  }

  /** Hidden states [B, D] of each row's last position of [B, T, D]. */
  public Tensor last(Scope scope, Tensor x_BTD) {
    int width = Math.toIntExact(x_BTD.size(1));
    int[] indices = new int[Math.toIntExact(x_BTD.size(0))];
    Arrays.setAll(indices, row -> (row + 1) * width - 1);
    return decoder.choose(scope, x_BTD, indices);
  }

  @Override
  public void close() {
    reader.close();
    decoder.close();
    weights.close();
  }
}
